package aurora

// statusResetting is what a cluster shows while its master password is set.
const statusResetting = "resetting-master-credentials"
