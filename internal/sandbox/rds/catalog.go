package rds

import (
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// defaultCA is the certificate authority of new instances in commercial Regions.
const defaultCA = "rds-ca-rsa2048-g1"

// serverless is the class of Serverless v2 instances.
const serverless = "db.serverless"

// auroraClasses are the sizes per family that Aurora PostgreSQL 13 and later, and
// Aurora MySQL 3, can be ordered with:
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.SupportAurora.html.
var auroraClasses = map[string][]string{
	"t3":  {"medium", "large"},
	"t4g": {"medium", "large"},
	"r5":  {"large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge"},
	"r6g": {"large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"},
	"r6i": {"large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge", "32xlarge"},
	"r7g": {"large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"},
	"r7i": {"large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge", "48xlarge"},
	"r8g": {"large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge", "48xlarge"},
	"x2g": {"large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"},
}

// otherFamilies exist in RDS, but not for Aurora.
var otherFamilies = []string{"m3", "m4", "m5", "m5d", "m6g", "m6gd", "m6i", "m7g", "m7i", "m8g", "r3", "t2", "x1", "x2iedn", "z1d"}

// orderableClasses returns all classes, sorted.
func orderableClasses() []string {
	all := []string{serverless}
	for family, sizes := range auroraClasses {
		for _, size := range sizes {
			all = append(all, "db."+family+"."+size)
		}
	}
	slices.Sort(all)
	return all
}

// checkClass refuses a class that does not exist, or not for Aurora.
func checkClass(class, version string) error {
	if class == serverless {
		return nil
	}
	parts := strings.Split(class, ".")
	if len(parts) == 3 && parts[0] == "db" {
		if slices.Contains(auroraClasses[parts[1]], parts[2]) {
			return nil
		}
		if _, known := auroraClasses[parts[1]]; known || slices.Contains(otherFamilies, parts[1]) {
			return wire.InvalidCombinationf("RDS does not support creating a DB instance with the following combination: "+
				"DBInstanceClass=%s, Engine=%s, EngineVersion=%s, LicenseModel=%s. For supported combinations of "+
				"instance class and database engine version, see the documentation.", class, engineOf(version), version, licenseOf(version))
		}
	}
	return wire.InvalidValuef("Invalid DB Instance class: %s", class)
}
