# The source's own subnets and instance class, in the local Docker Engine.
resource "dbartifact_image" "orders" {
  source_db = {
    source_db_cluster_id = "orders"
  }
  target_db = {}
}

# Smaller hardware in another network, with the schema's changelog on board,
# pushed to a registry: no Docker Engine is needed.
resource "dbartifact_image" "orders_dev" {
  name  = "registry.example.com/databases/orders:dev"
  store = "registry"

  contact = "#orders-dba"
  annotations = {
    "org.opencontainers.image.source"  = "https://git.example.com/orders/infrastructure"
    "org.opencontainers.image.version" = "1.2.0"
  }

  source_db = {
    source_db_cluster_id     = "orders"
    liquibase_changelog_path = "db/changelog.xml"
  }

  target_db = {
    subnet_ids              = ["subnet-0a", "subnet-0b"]
    instance_type           = "db.t4g.medium"
    database_name           = "app"
    backup_retention_period = 1
  }
}
