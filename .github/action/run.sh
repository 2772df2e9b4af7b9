#!/usr/bin/env bash
# Asks vpclens about a plan, a template or a snapshot, and writes the answer: into the summary of the job, into a file for a
# comment, and into one for code scanning. What the answer is the last step of the action tells, once all of that is done.
set -euo pipefail

comment="${RUNNER_TEMP:?}/vpclens-comment.md"
sarif="${VPCLENS_SARIF_FILE:-}"

words=()
if [ -n "${VPCLENS_PLAN_FILE:-}" ] && [ -n "${VPCLENS_TEMPLATE_FILE:-}" ]; then
	echo "::error::vpclens: plan-file and template-file are two inputs: name one of them"
	exit 1
elif [ -n "${VPCLENS_PLAN_FILE:-}${VPCLENS_TEMPLATE_FILE:-}" ]; then
	words+=(plan)
	file="${VPCLENS_PLAN_FILE:-}${VPCLENS_TEMPLATE_FILE:-}"
elif [ -n "${VPCLENS_FROM:-}" ]; then
	words+=(scan)
	file=""
else
	echo "::error::vpclens: name a plan-file, a template-file or, to scan it, a snapshot with from"
	exit 1
fi
# --flag=value, so that nothing that a value begins with makes a flag of it
[ -z "${VPCLENS_FROM:-}" ] || words+=("--from=$VPCLENS_FROM")
words+=("--format=markdown=$comment")
[ -z "$sarif" ] || words+=("--format=sarif=$sarif")
[ -z "${VPCLENS_FAIL_ON:-}" ] || words+=("--fail-on=$VPCLENS_FAIL_ON")
while IFS= read -r word; do
	[ -z "$word" ] || words+=("$word")
done <<<"${VPCLENS_ARGS:-}"
[ -z "$file" ] || words+=(-- "$file")

code=0
vpclens "${words[@]}" || code=$?
if [ "$code" -ne 0 ] && [ "$code" -ne 3 ]; then
	echo "::error::vpclens: the question was not answered (exit code $code)"
	exit "$code"
fi

cat "$comment" >>"$GITHUB_STEP_SUMMARY"
{
	echo "exit-code=$code"
	echo "comment-file=$comment"
	if [ -n "$sarif" ] && [ -s "$sarif" ]; then
		echo "sarif-file=$sarif"
	fi
} >>"$GITHUB_OUTPUT"
