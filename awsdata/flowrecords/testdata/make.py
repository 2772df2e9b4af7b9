# Writes the files of Parquet beside it, with DuckDB: the same 300 records in the forms that Parquet has.
import pathlib
import duckdb

folder = pathlib.Path(__file__).parent
db = duckdb.connect()
db.execute("""
create table flows as select 2::int as version, '123456789012' as account_id,
  'eni-0a' || (i % 3)::varchar as interface_id, '10.0.1.9' as srcaddr,
  case when i % 10 = 9 then null else '10.0.9.' || (i % 250)::varchar end as dstaddr,
  (40000 + i)::int as srcport, 5432::int as dstport, 6::bigint as protocol, i::bigint as packets, (i * 60)::bigint as bytes,
  (1767225600 + i)::bigint as "start", (1767225660 + i)::bigint as "end",
  case when i % 10 = 9 then null when i % 4 = 0 then 'REJECT' else 'ACCEPT' end as action,
  case when i % 10 = 9 then 'NODATA' else 'OK' end as log_status
from range(300) t(i)""")
for name, options in {
    "plain": "compression uncompressed, dictionary_size_limit 0",
    "snappy": "compression snappy",
    "gzip": "compression gzip, row_group_size 100",
    "zstd": "compression zstd",
    "delta": "compression snappy, parquet_version v2, dictionary_size_limit 0",
}.items():
    db.execute(f"copy flows to '{folder}/{name}.parquet' (format parquet, {options})")
db.execute(f"copy flows to '{folder}/athena.csv' (header, force_quote *)")
