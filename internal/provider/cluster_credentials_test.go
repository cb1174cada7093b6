package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func TestCredentialsAreExactlyOneWay(t *testing.T) {
	yes, no := types.BoolValue(true), types.BoolValue(false)
	text := types.StringValue("correct-horse")
	for name, tc := range map[string]struct {
		config clusterModel
		refuse string // part of the error; "" when legal
		mode   cluster.CredentialsMode
	}{
		"nothing given is managed":          {config: clusterModel{}, mode: cluster.CredentialsManaged},
		"managed by name":                   {config: clusterModel{ManageMasterUserPassword: yes}, mode: cluster.CredentialsManaged},
		"managed false alone":               {config: clusterModel{ManageMasterUserPassword: no}, refuse: "without a master password"},
		"managed true and inherit false":    {config: clusterModel{ManageMasterUserPassword: yes, InheritMasterPassword: no}, mode: cluster.CredentialsManaged},
		"managed false and inherit true":    {config: clusterModel{ManageMasterUserPassword: no, InheritMasterPassword: yes}, mode: cluster.CredentialsInherited},
		"managed and inherited":             {config: clusterModel{ManageMasterUserPassword: yes, InheritMasterPassword: yes}, refuse: "manage_master_user_password and inherit_master_password"},
		"plain password":                    {config: clusterModel{MasterPassword: text}, mode: cluster.CredentialsPassword},
		"plain and write-only":              {config: clusterModel{MasterPassword: text, MasterPasswordWO: text}, refuse: "master_password and master_password_wo"},
		"secret's key without a secret":     {config: clusterModel{MasterPassword: text, MasterUserSecretKMSKeyID: types.StringValue("alias/x")}, refuse: "master_user_secret_kms_key_id"},
		"unknown switch is left for later":  {config: clusterModel{ManageMasterUserPassword: no, InheritMasterPassword: types.BoolUnknown()}, mode: cluster.CredentialsManaged},
		"write-only with its version":       {config: clusterModel{MasterPasswordWO: text, MasterPasswordWOVersion: types.Int64Value(3)}, mode: cluster.CredentialsPassword},
		"three ways are listed as a series": {config: clusterModel{ManageMasterUserPassword: yes, InheritMasterPassword: yes, MasterPassword: text}, refuse: "manage_master_user_password, inherit_master_password and master_password"},
	} {
		t.Run(name, func(t *testing.T) {
			err := validateCredentials(tc.config)
			if tc.refuse != "" {
				if err == nil || !strings.Contains(err.Error(), tc.refuse) {
					t.Fatalf("got %v, want an error with %q", err, tc.refuse)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := tc.config.credentials(tc.config.MasterPasswordWO); got.Mode != tc.mode {
				t.Errorf("got mode %q, want %q", got.Mode, tc.mode)
			}
		})
	}
}
