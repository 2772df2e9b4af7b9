"""Runs SQL over the tables of a lake with DuckDB, and prints the answers.

    ask.py LAKE < [{"title": ..., "sql": ...}, ...]

The answers are a JSON object of lists of rows, by title. A row has the columns' names, in small letters as Athena has
them. What has no title, such as a view, is run and has no answer.
"""

import json
import sys

import duckdb


def main(lake):
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for table in "vpclens_findings", "vpclens_functions", "vpclens_regions":
        connection.execute(
            f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{lake}/{table}/**/*.parquet', "
            "hive_partitioning = true, hive_types_autocast = false)")
    answers = {}
    for question in json.load(sys.stdin):
        cursor = connection.execute(question["sql"])
        columns = [column[0].lower() for column in cursor.description or []]
        if question["title"]:
            answers[question["title"]] = [dict(zip(columns, row)) for row in cursor.fetchall()]
    json.dump(answers, sys.stdout, default=str)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
