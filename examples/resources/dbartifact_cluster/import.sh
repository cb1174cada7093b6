# By the cluster's identifier, or its ARN.
terraform import dbartifact_cluster.pull_request orders-pr-42
