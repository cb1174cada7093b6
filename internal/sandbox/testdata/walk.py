"""Lists a sandbox's clusters and walks one clone through its life with boto3.

The endpoint, Region and credentials come from the environment, as for any AWS
client; boto3 before 1.28, as in Debian 12, must be told the endpoint. Each line
of output is one fact that the Go test compares.
"""
import os

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

clone = rds.restore_db_cluster_to_point_in_time(
    DBClusterIdentifier="copy",
    SourceDBClusterIdentifier="orders",
    RestoreType="copy-on-write",
    UseLatestRestorableTime=True,
    DBSubnetGroupName=source["DBSubnetGroup"],
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
say("endpoint", copy["Endpoint"], copy["Port"])

names = [s["SubnetId"] for s in client("ec2").describe_subnets()["Subnets"]]
say("subnets", sorted(names))
say("account", client("sts").get_caller_identity()["Account"])
say("secrets", client("secretsmanager").list_secrets()["SecretList"])
