#!/usr/bin/env bash
# Writes the answer into one comment of the pull request: the one that the run before wrote, or else a new one.
set -euo pipefail

marker='<!-- vpclens -->'
comments="repos/$GITHUB_REPOSITORY/issues/$VPCLENS_PULL_REQUEST/comments"
if ! [[ "$VPCLENS_PULL_REQUEST" =~ ^[0-9]+$ ]]; then
	echo "::error::vpclens: there is no pull request to comment on"
	exit 1
fi

body="$RUNNER_TEMP/vpclens-body.md"
most=60000 # characters; GitHub takes 65,536
{
	echo "$marker"
	if [ "$(wc -c <"$VPCLENS_COMMENT_FILE")" -gt "$most" ]; then
		# whole lines only: half a character or half a table would not be shown
		head -c "$most" "$VPCLENS_COMMENT_FILE" | sed '$d'
		printf '\n_The rest is in the summary of the job._\n'
	else
		cat "$VPCLENS_COMMENT_FILE"
	fi
} >"$body"

# of a bot: anybody may write a comment that begins with the marker
id=$(gh api --paginate "$comments" --jq \
	".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$marker\"))) | .id" | head -n 1)
if [ -n "$id" ]; then
	gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field "body=@$body" --silent
else
	gh api --method POST "$comments" --field "body=@$body" --silent
fi
