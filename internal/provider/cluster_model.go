package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// clusterModel is dbartifact_cluster in configuration, plan and state.
type clusterModel struct {
	Image                   types.String   `tfsdk:"image"`
	CreateMode              types.String   `tfsdk:"create_mode"`
	ClusterIdentifier       types.String   `tfsdk:"cluster_identifier"`
	ClusterIdentifierPrefix types.String   `tfsdk:"cluster_identifier_prefix"`
	RefreshTriggers         types.Map      `tfsdk:"refresh_triggers"`
	VPCSecurityGroupIDs     types.Set      `tfsdk:"vpc_security_group_ids"`
	AllowedCIDRBlocks       types.Set      `tfsdk:"allowed_cidr_blocks"`
	AllowedSecurityGroupIDs types.Set      `tfsdk:"allowed_security_group_ids"`
	PubliclyAccessible      types.Bool     `tfsdk:"publicly_accessible"`
	WaitForReaders          types.Bool     `tfsdk:"wait_for_readers"`
	DeletionProtection      types.Bool     `tfsdk:"deletion_protection"`
	EnableHTTPEndpoint      types.Bool     `tfsdk:"enable_http_endpoint"`
	FinalSnapshotIdentifier types.String   `tfsdk:"final_snapshot_identifier"`
	Tags                    types.Map      `tfsdk:"tags"`
	Timeouts                timeouts.Value `tfsdk:"timeouts"`

	ManageMasterUserPassword types.Bool   `tfsdk:"manage_master_user_password"`
	MasterUserSecretKMSKeyID types.String `tfsdk:"master_user_secret_kms_key_id"`
	MasterPasswordWO         types.String `tfsdk:"master_password_wo"`
	MasterPasswordWOVersion  types.Int64  `tfsdk:"master_password_wo_version"`
	MasterPassword           types.String `tfsdk:"master_password"`
	InheritMasterPassword    types.Bool   `tfsdk:"inherit_master_password"`

	settingsModel
	lifetimeModel
	insideModel

	ARN                 types.String `tfsdk:"arn"`
	ClusterResourceID   types.String `tfsdk:"cluster_resource_id"`
	Endpoint            types.String `tfsdk:"endpoint"`
	ReaderEndpoint      types.String `tfsdk:"reader_endpoint"`
	DatabaseName        types.String `tfsdk:"database_name"`
	MasterUsername      types.String `tfsdk:"master_username"`
	MasterUserSecretARN types.String `tfsdk:"master_user_secret_arn"`
	VPCID               types.String `tfsdk:"vpc_id"`
	DBSubnetGroupName   types.String `tfsdk:"db_subnet_group_name"`
	Engine              types.String `tfsdk:"engine"`
	EngineVersion       types.String `tfsdk:"engine_version"`
	CloneGroupID        types.String `tfsdk:"clone_group_id"`
	ArtifactDigest      types.String `tfsdk:"artifact_digest"`
	OwnerToken          types.String `tfsdk:"owner_token"`
	TagsAll             types.Map    `tfsdk:"tags_all"`
	Instances           types.List   `tfsdk:"instances"`
	Phases              types.List   `tfsdk:"phases"`
}
