package archtest

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// pains are what users of aws_rds_cluster and of other ways to copy a database
// suffer from, by the issues in which they say so, and the test that shows that
// dbartifact_cluster's users do not. AWS stands for
// hashicorp/terraform-provider-aws.
var pains = []struct{ pain, issues, test string }{
	{"removing what a clone was made of destroys it", "AWS#32888 AWS#15563 terraform-aws-modules/terraform-aws-rds-aurora#192 #545", "TestWhatAChangeOfEachArgumentDoes"},
	{"a plan right after the apply wants to replace", "AWS#34522 AWS#25480 AWS#33911 AWS#19690", "TestCloneAnswersWithTheSourcesRows"},
	{"availability zones force a replacement each time", "AWS#29149", "TestWhatAChangeOfEachArgumentDoes"},
	{"a provisioned source's clone ignores that it shall be serverless", "AWS#31769", "TestProvisionedSourceBecomesAServerlessCloneThatStaysOne"},
	{"an account's ARN is refused, or its id accepted and not found", "AWS#16465 AWS#32980", "TestAnotherAccountsSharedClusterIsCloned"},
	{"the new master password is not applied to the copy", "AWS#9492 AWS#31509 AWS#35566", "TestCloneHasTheRowsAndItsOwnPassword"},
	{"the copy's password has expired, or comes back to life", "AWS#27226", "TestCredentialsChangeInPlaceBetweenTheFourWays"},
	{"the managed secret is empty after it was turned on", "AWS#31557", "TestCredentialsChangeInPlaceBetweenTheFourWays"},
	{"a managed secret is not made for the copy", "aws/aws-cdk#21730", "TestCloneOfASourceWithAManagedSecretGetsItsOwn"},
	{"an unexpected state ends the wait", "AWS#2781 AWS#10197 AWS#19231 AWS#40601", "TestWaitTakesEveryOtherStatusForGoingOn"},
	{"settings are dropped on the way to a copy", "AWS#37125 AWS#35370 AWS#39935 AWS#34044 AWS#588 AWS#44552", "TestCloneCostsTheCallsThatItMust"},
	{"the parameter group must be in the restore", "aws-cloudformation-resource-providers-rds#309", "TestRestoreClusterSaysEverythingInOneCall"},
	{"the HTTP endpoint takes a call of its own", "aws-cloudformation-resource-providers-rds#496", "TestCloneCostsTheCallsThatItMust"},
	{"scaling sent again right after the restore is an internal error", "aws-cloudformation-resource-providers-rds#428", "TestCloneCostsTheCallsThatItMust"},
	{"Performance Insights are refused in a restore", "boto/boto3#4634 AWS#47742", "TestCloneCostsTheCallsThatItMust"},
	{"minor upgrades are a setting of instances", "AWS#43107", "TestWhatAChangeOfEachArgumentDoes"},
	{"a capacity range wants to be removed for ever", "AWS#32381 AWS#40473", "TestProvisionedSourceBecomesAServerlessCloneThatStaysOne"},
	{"the capacity range comes after the instance that needs it", "AWS#37154 terraform-aws-modules/terraform-aws-rds-aurora#537", "TestProvisionedSourceBecomesAServerlessCloneThatStaysOne"},
	{"instances made side by side are refused", "AWS#50115", "TestCreateInstanceIsAskedAgainWhileTheClusterIsBusy"},
	{"an apply is complete before the change is", "AWS#45575", "TestEvidenceAboutAChange"},
	{"an internal failure is asked again until the time is up", "AWS#13810", "TestPollerEndsWithErrorsThatTimeDoesNotHeal"},
	{"the next apply makes again what was slow", "AWS#11521", "TestTaintedCloneIsResumedAndNothingIsLost"},
	{"the name is taken after an apply that failed", "terraform-aws-modules/terraform-aws-rds-aurora#408", "TestTaintedCloneIsResumedAndNothingIsLost"},
	{"a cluster is orphaned and billed after a wait that failed", "go-to-k/cdkd#382 aws-controllers-k8s/community#1107", "TestKilledApplyIsResumedWithoutASecondClone"},
	{"instances go although the cluster is protected", "AWS#23572", "TestDeletionProtectionStopsDestroyBeforeAnythingIsGone"},
	{"a final snapshot is asked for only when it is too late", "AWS#2588 AWS#4910", "TestDestroyStartsAStoppedClusterAndTakesItsLastSnapshotOnce"},
	{"the final snapshot's name is taken", "ExpediaGroup/apiary-data-lake#10", "TestDestroyStartsAStoppedClusterAndTakesItsLastSnapshotOnce"},
	{"the sixteenth clone is a full copy, and nobody says so", "none: it just takes long", "TestFamilyRule"},

	{"a copy shall have a smaller instance class", "aws/aws-sdk#394", "TestCloneAnswersWithTheSourcesRows"},
	{"a database for each pull request, taken away by itself", "aws-controllers-k8s/community#1665 starmode-base/neon-testing#7", "TestReapDeletesOnlyWhatIsOursAndExpired"},
	{"fresh data for a database that is in use", "kislerdm/terraform-provider-neon#139 neondatabase/neonctl#378", "TestFreshDataComesBeforeTheOldClusterGoes"},
	{"waits end after fixed minutes, and tell nothing", "planetscale/terraform-provider-planetscale#334", "TestWaitThatIsCutShortTellsTheLastStatus"},
	{"the guard against deletion reads the configuration", "planetscale/terraform-provider-planetscale#202", "TestDeletionProtectionStopsDestroyBeforeAnythingIsGone"},
	{"the parent is not ready and the child fails", "planetscale/terraform-provider-planetscale#91", "TestPlanNamesAStoppedSourceAndOnlyWarnsAboutAClusterThatIsThere"},
	{"passwords are in the state", "planetscale/terraform-provider-planetscale#296 ariga/terraform-provider-atlas#200", "TestPlanAndApplyAreTwoProcessesAndKeepThePasswordToThemselves"},
	{"there is no expiry", "databricks/terraform-provider-databricks#5330 neondatabase/create-branch-action#126", "TestExpiryIsSetAndTakenAwayInPlace"},
	{"import is broken", "kislerdm/terraform-provider-neon#154 #193 #198", "TestClusterIsImportedByIdentifier"},
	{"credentials kept in rows travel with the copy", "supabase/agent-skills#195", "TestFailedScriptLeavesTheCloneClosedAndTellsHowToLook"},
	{"a plan needs a connection, or fails on what is unknown", "hashicorp/terraform#7442 ariga/terraform-provider-atlas#20 #203", "TestUnknownProviderBlockAndInputsPlanAsUnknown"},
	{"nobody tells what goes on", "planetscale/terraform-provider-planetscale#339", "TestFailedApplyTellsPhaseStatusesEventsAndLogsEachStatusOnce"},
}

func TestEveryPainHasItsTest(t *testing.T) {
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	tests := map[string]bool{}
	visitWritten(t, "../..", func(name string) {
		if !strings.HasSuffix(name, "_test.go") {
			return
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
		}
		for _, found := range declared.FindAllStringSubmatch(string(text), -1) {
			tests[found[1]] = true
		}
	})
	for _, p := range pains {
		if !tests[p.test] {
			t.Errorf("%q (%s) has no test %s any more", p.pain, p.issues, p.test)
		}
	}
}
