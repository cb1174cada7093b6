#!/usr/bin/env bash
# Usage: examples/demo/run.sh PROVIDER-BINARY
#
# Clones a database, from terraform apply to rows, on this machine alone: the
# sandbox plays AWS, with real PostgreSQL servers behind it. Everything lives in
# a temporary folder and is gone afterwards, whether the demo succeeds or not.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
# shellcheck source=examples/demo/sandbox.sh
. "$here/sandbox.sh"

say() { printf '\n== %s\n' "$*"; }
fail() {
	echo "demo: failed: $*" >&2
	exit 1
}
for tool in terraform psql curl jq; do
	command -v "$tool" >/dev/null || fail "$tool is not on the PATH"
done

SECONDS=0
work=$(mktemp -d -t dbartifact-demo.XXXXXX)
chmod 711 "$work" # the database servers run as another user when root starts them
trap 'stop_sandbox; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say "Starting the sandbox, with a source cluster called orders"
start_sandbox "$binary" "$work" --seed "orders=$here/seed.sql"
echo "AWS is played at $AWS_ENDPOINT_URL"
inventory >"$work/before"
read -r source_host source_port <<<"$(endpoint_of orders)"
source_password='sandbox-password' # what a seed has unless it is given one
readonly count='SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM products)
	+ (SELECT count(*) FROM orders) + (SELECT count(*) FROM order_lines)'
readonly content="SELECT md5(string_agg(t::text, '' ORDER BY order_id, line)) FROM order_lines AS t"
on_source() { PGPASSWORD=$source_password sql "$source_host" "$source_port" "$@"; }
on_clone() { PGPASSWORD=$clone_password sql "$clone_host" "$clone_port" "$@"; }
source_rows=$(on_source -Atc "$count")
source_content=$(on_source -Atc "$content")
echo "orders at $source_host:$source_port holds $source_rows rows"

say "terraform plan: the image is built in memory, so its digest is known already"
cp "$here/main.tf" "$work/"
cat >"$work/terraformrc" <<HCL
provider_installation {
  dev_overrides {
    "dbartifact/dbartifact" = "$(dirname "$binary")"
  }
}
HCL
export TF_CLI_CONFIG_FILE=$work/terraformrc TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1
color=
[ -t 1 ] || color=-no-color
tf() { terraform -chdir="$work" "$@"; }
tf plan -no-color -input=false -compact-warnings -out=plan.bin >"$work/plan.log" || { cat "$work/plan.log"; fail "planning"; }
grep -E '# dbartifact|^Plan:' "$work/plan.log"
planned=$(tf show -json plan.bin | jq -r '.planned_values.outputs.image_digest.value')
echo "planned image digest: $planned"

say "terraform apply"
tf apply ${color:+"$color"} -input=false -compact-warnings plan.bin
digest=$(tf output -raw image_digest)
[ "$digest" = "$planned" ] || fail "the image's digest is $digest, the plan said $planned"
tf plan -no-color -input=false -compact-warnings -detailed-exitcode >"$work/again.log" ||
	{ cat "$work/again.log"; fail "a plan right after apply is not empty"; }
echo "The digest is the planned one, and another plan finds nothing to do."

say "Asking the clone"
clone=$(tf output -json clone)
clone_host=$(jq -r .endpoint <<<"$clone")
clone_port=$(jq -r .port <<<"$clone")
clone_password=$(managed_password "$(jq -r .secret_arn <<<"$clone")")
on_clone -c 'SELECT * FROM revenue ORDER BY country' -c 'SELECT * FROM customers ORDER BY id LIMIT 3'
clone_rows=$(on_clone -Atc "$count")
[ "$clone_rows" = "$source_rows" ] || fail "the clone holds $clone_rows rows, the source $source_rows"
[ "$(on_clone -Atc "$content")" = "$source_content" ] || fail "the clone's rows are not the source's"
echo "orders-demo at $clone_host:$clone_port holds the source's $clone_rows rows."

say "Writing to the clone"
on_clone -c 'UPDATE order_lines SET quantity = quantity + 1' -c 'DELETE FROM order_lines WHERE line > 1'
[ "$(on_clone -Atc "$count")" -lt "$source_rows" ] || fail "the clone did not take the write"
[ "$(on_source -Atc "$count")" = "$source_rows" ] || fail "a write to the clone reached the source"
[ "$(on_source -Atc "$content")" = "$source_content" ] || fail "a write to the clone reached the source"
echo "The source still holds $source_rows rows, unchanged."

say "Trying each password on the other cluster"
refused() { # refused HOST PORT: the server answers, and refuses the password
	local answer
	if answer=$(sql "$1" "$2" -Atc 'SELECT 1' 2>&1); then return 1; fi
	grep -q 'password authentication failed' <<<"$answer"
}
PGPASSWORD=$source_password refused "$clone_host" "$clone_port" || fail "the clone did not refuse the source's password"
PGPASSWORD=$clone_password refused "$source_host" "$source_port" || fail "the source did not refuse the clone's password"
echo "The clone refuses the source's password, and the source the clone's."

say "terraform destroy"
tf destroy -no-color -input=false -compact-warnings -auto-approve | grep -E '^dbartifact|^Destroy'
inventory >"$work/after"
diff "$work/before" "$work/after" || fail "destroy left something behind"
[ "$(on_source -Atc "$content")" = "$source_content" ] || fail "destroy touched the source"
[ ! -e "$work/orders.tar" ] || fail "destroy left the image behind"
echo "Nothing is left but what was there before."

say "Stopping the sandbox"
stop_sandbox
left=$(pgrep -af "$work" || true)
[ -z "$left" ] || fail "still running: $left"

printf '\ndemo: ok in %s s: the clone answered with %s rows, a write to it left the source alone, and its password is not the source'"'"'s\n' \
	"$SECONDS" "$clone_rows"
