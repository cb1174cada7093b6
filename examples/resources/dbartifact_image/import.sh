# By the store and the name: docker-daemon:NAME:TAG, docker://HOST/NAME:TAG or
# oci-archive:PATH.
terraform import dbartifact_image.orders docker-daemon:db-artifact:latest
