# By the cluster's identifier.
terraform import dbartifact_cluster.pull_request orders-pr-42
