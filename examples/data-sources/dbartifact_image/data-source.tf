# What is inside an archive that was handed over. A registry's image is named as
# registry.example.com/databases/orders:dev; an image that this configuration
# publishes needs depends_on = [dbartifact_image.orders] too, since its reference
# is known before it is there.
data "dbartifact_image" "handed_over" {
  image = "oci-archive:orders.tar"
}

output "source" {
  value = data.dbartifact_image.handed_over.spec.source.cluster_arn
}

output "contact" {
  value = data.dbartifact_image.handed_over.contact
}
