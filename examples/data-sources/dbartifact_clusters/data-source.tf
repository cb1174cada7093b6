# Every clone of "orders" for a pull request.
data "dbartifact_clusters" "pull_requests" {
  source_db_cluster_id      = "orders"
  cluster_identifier_prefix = "orders-pr-"
}

# Those that nobody gave an end, so that reap will never delete them.
output "without_expiry" {
  value = [for c in data.dbartifact_clusters.pull_requests.clusters : c.cluster_identifier if c.expires_at == null]
}
