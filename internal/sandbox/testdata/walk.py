"""Walks one clone through its whole life with boto3 alone, as the predecessor did:
from describing the source to a database that psql finds the data in, to nothing
left.

The endpoint, Region and credentials come from the environment, as for any AWS
client; boto3 before 1.28, as in Debian 12, must be told the endpoint. Each line
of output is one fact that the Go test compares.
"""
import os
import subprocess

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError



def client(service):
    return boto3.client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL"], config=Config(retries={"max_attempts": 1}))


rds = client("rds")
quick = {"Delay": 0.1, "MaxAttempts": 300}


def say(*words):
    print(*words, flush=True)


say("clusters", [c["DBClusterIdentifier"] for c in rds.describe_db_clusters()["DBClusters"]])
source = rds.describe_db_clusters(DBClusterIdentifier="orders")["DBClusters"][0]
say("source", source["Engine"], source["Status"], source["MasterUsername"], len(source["DBClusterMembers"]))

try:
    rds.describe_db_clusters(DBClusterIdentifier="nobody")
except rds.exceptions.DBClusterNotFoundFault as error:
    say("unknown", error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])

group = rds.create_db_subnet_group(
    DBSubnetGroupName="copy-subnets",
    DBSubnetGroupDescription="for the clone",
    SubnetIds=[s["SubnetIdentifier"] for s in rds.describe_db_subnet_groups(
        DBSubnetGroupName=source["DBSubnetGroup"])["DBSubnetGroups"][0]["Subnets"]],
)["DBSubnetGroup"]
say("group", group["VpcId"], group["SubnetGroupStatus"], len(group["Subnets"]))

clone = rds.restore_db_cluster_to_point_in_time(
    DBClusterIdentifier="copy",
    SourceDBClusterIdentifier="orders",
    RestoreType="copy-on-write",
    UseLatestRestorableTime=True,
    DBSubnetGroupName=group["DBSubnetGroupName"],
    VpcSecurityGroupIds=[g["VpcSecurityGroupId"] for g in source["VpcSecurityGroups"]],
    Tags=[{"Key": "team", "Value": "blue"}],
)["DBCluster"]
say("restored", clone["Status"], clone["DBClusterMembers"], clone["TagList"])
rds.get_waiter("db_cluster_available").wait(DBClusterIdentifier="copy", WaiterConfig=quick)

try:
    rds.modify_db_cluster(DBClusterIdentifier="copy", MasterUserPassword="short")
except ClientError as error:
    say("refused", error.response["Error"]["Code"])
rds.modify_db_cluster(DBClusterIdentifier="copy", MasterUserPassword="another-Password1")
rds.get_waiter("db_cluster_available").wait(DBClusterIdentifier="copy", WaiterConfig=quick)
rds.create_db_instance(
    DBInstanceIdentifier="copy-1", DBClusterIdentifier="copy", DBInstanceClass="db.t4g.medium", Engine="aurora-postgresql"
)
rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier="copy-1", WaiterConfig=quick)
copy = rds.describe_db_clusters(DBClusterIdentifier="copy")["DBClusters"][0]
say("writer", copy["DBClusterMembers"][0]["DBInstanceIdentifier"], copy["DBClusterMembers"][0]["IsClusterWriter"])
say("port", copy["Port"], "password", copy.get("PendingModifiedValues", {}))
rows = subprocess.run(
    ["psql", "-X", "-At", "-h", copy["Endpoint"], "-p", str(copy["Port"]), "-U", copy["MasterUsername"], "-d", "app",
     "-c", "SELECT count(*), sum(amount) FROM orders"],
    env={**os.environ, "PGPASSWORD": "another-Password1"}, stdout=subprocess.PIPE, check=True, text=True,
).stdout.strip()
say("rows", rows)

names = [s["SubnetId"] for s in client("ec2").describe_subnets()["Subnets"]]
say("subnets", sorted(names))
say("account", client("sts").get_caller_identity()["Account"])
say("secrets", client("secretsmanager").list_secrets()["SecretList"])

rds.delete_db_instance(DBInstanceIdentifier="copy-1", SkipFinalSnapshot=True)
rds.delete_db_cluster(DBClusterIdentifier="copy", SkipFinalSnapshot=True)
rds.get_waiter("db_instance_deleted").wait(DBInstanceIdentifier="copy-1", WaiterConfig=quick)
for _ in range(300):
    try:
        rds.describe_db_clusters(DBClusterIdentifier="copy")
    except rds.exceptions.DBClusterNotFoundFault:
        break
rds.delete_db_subnet_group(DBSubnetGroupName="copy-subnets")
say("left", [c["DBClusterIdentifier"] for c in rds.describe_db_clusters()["DBClusters"]],
    [g["DBSubnetGroupName"] for g in rds.describe_db_subnet_groups()["DBSubnetGroups"]])
