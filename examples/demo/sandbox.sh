# shellcheck shell=bash
# Functions for run.sh: the sandbox's life, and questions to it as any AWS client
# would put them. Sourced, not run.

# start_sandbox BINARY FOLDER FLAG...: starts it on a free port with its data in
# FOLDER, waits until it is ready, and points every AWS client of this shell at it.
start_sandbox() {
	local binary=$1 folder=$2
	shift 2
	# A process group of its own: an interrupt from the terminal ends Terraform
	# first, which needs the sandbox to end well.
	set -m
	"$binary" sandbox --listen 127.0.0.1:0 --data "$folder/sandbox" --timing fast \
		--ready-file "$folder/ready" "$@" >"$folder/sandbox.log" 2>&1 </dev/null &
	sandbox=$!
	set +m
	for _ in $(seq 600); do
		[ -s "$folder/ready" ] && break
		kill -0 "$sandbox" 2>/dev/null || { cat "$folder/sandbox.log" >&2; fail "the sandbox ended"; }
		sleep 0.1
	done
	[ -s "$folder/ready" ] || { cat "$folder/sandbox.log" >&2; fail "the sandbox did not get ready"; }

	# Nothing of the caller's own AWS configuration, least of all credentials.
	local name
	for name in $(compgen -e AWS_ || true); do unset "$name"; done
	AWS_ENDPOINT_URL=$(<"$folder/ready")
	export AWS_ENDPOINT_URL AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo
	export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
}

# stop_sandbox: asks it to end and waits until it and its servers have.
stop_sandbox() {
	[ -n "${sandbox:-}" ] || return 0
	kill -TERM "$sandbox" 2>/dev/null || true
	wait "$sandbox" 2>/dev/null || true
	sandbox=
}

# call SERVICE CURL-ARGUMENT...: one signed request.
call() {
	local service=$1
	shift
	curl -fsS --max-time 30 --aws-sigv4 "aws:amz:$AWS_REGION:$service" \
		--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$@" "$AWS_ENDPOINT_URL/"
}
rds() { call rds -d "Version=2014-10-31&Action=$1"; }
ec2() { call ec2 -d "Version=2016-11-15&Action=$1"; }
secrets() { # secrets OPERATION JSON
	call secretsmanager -H 'Content-Type: application/x-amz-json-1.1' -H "X-Amz-Target: secretsmanager.$1" -d "$2"
}

# elements NAME: the texts of an XML answer's elements of that name.
elements() { grep -o "<$1>[^<]*" | sed 's/^<[^>]*>//' || true; }

# inventory: one line for everything that a clone could leave behind.
inventory() {
	{
		rds DescribeDBClusters | elements DBClusterIdentifier | sed 's/^/cluster /'
		rds DescribeDBInstances | elements DBInstanceIdentifier | sed 's/^/instance /'
		rds DescribeDBSubnetGroups | elements DBSubnetGroupName | sed 's/^/subnet group /'
		ec2 DescribeSecurityGroups | elements groupId | sed 's/^/security group /'
		secrets ListSecrets '{}' | jq -r '.SecretList[] | "secret " + .ARN'
	} | sort -u
}

# endpoint_of CLUSTER: its writer's host and port.
endpoint_of() {
	local answer
	answer=$(rds "DescribeDBClusters&DBClusterIdentifier=$1")
	echo "$(elements Endpoint <<<"$answer" | head -n 1) $(elements Port <<<"$answer" | head -n 1)"
}

# managed_password ARN: the password in a managed secret. It is never printed.
managed_password() { secrets GetSecretValue "{\"SecretId\":\"$1\"}" | jq -r '.SecretString | fromjson | .password'; }

# sql HOST PORT PSQL-ARGUMENT...: psql as the master user, with the password of
# the environment, so that no process list shows it.
sql() {
	PGCONNECT_TIMEOUT=10 psql -X -q -v ON_ERROR_STOP=1 -h "$1" -p "$2" -U dbadmin -d app "${@:3}"
}
