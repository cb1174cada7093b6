# The configuration file of database-artifact-factory, as it is.
locals {
  orders = provider::dbartifact::parse_ini(file("${path.module}/orders.ini"))
}

resource "dbartifact_image" "orders" {
  source_db = local.orders.source_db
  target_db = local.orders.target_db
}
