package aurora

import (
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func TestFindClusterIsNotFoundOnlyWhenAWSSaysSo(t *testing.T) {
	tests := map[string]struct {
		answer   answer
		notFound bool
	}{
		"its code":            {refuse(http.StatusNotFound, "DBClusterNotFoundFault", "DBCluster x not found."), true},
		"an empty list":       {clusters(""), true},
		"another cluster":     {clusters("", aCluster("y", "available", "")), true},
		"denied":              {refuse(http.StatusForbidden, "AccessDenied", "no"), false},
		"another thing's 404": {refuse(http.StatusNotFound, "DBSubnetGroupNotFoundFault", "gone"), false},
		"a proxy's 404":       {answer{http.StatusNotFound, "<html>not here</html>"}, false},
		"a broken server":     {refuse(http.StatusInternalServerError, "InternalFailure", "oops"), false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, client := newScript(t, says{"DescribeDBClusters": func(url.Values, int) answer { return test.answer }})
			_, err := client.FindCluster(t.Context(), "x")
			if err == nil || errors.Is(err, cluster.ErrNotFound) != test.notFound {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestFindClusterTakesAnIdentifierInAnyCaseAndAnARN(t *testing.T) {
	_, client := newScript(t, says{"DescribeDBClusters": statusesOf("available")})
	for _, asked := range []string{"x", "X", "arn:aws:rds:eu-central-1:123456789012:cluster:x"} {
		if found, err := client.FindCluster(t.Context(), asked); err != nil || found.Identifier != "x" {
			t.Errorf("%s: %+v, %v", asked, found, err)
		}
	}
}

func TestFindInstancesPagesAndKnowsTheWriter(t *testing.T) {
	_, client := newScript(t, says{
		"DescribeDBClusters": func(url.Values, int) answer {
			return clusters("", aCluster("x", "available", `<DBClusterMembers>
<DBClusterMember><DBInstanceIdentifier>x-2</DBInstanceIdentifier><IsClusterWriter>true</IsClusterWriter></DBClusterMember>
<DBClusterMember><DBInstanceIdentifier>x-1</DBInstanceIdentifier><IsClusterWriter>false</IsClusterWriter></DBClusterMember></DBClusterMembers>`))
		},
		"DescribeDBInstances": func(form url.Values, _ int) answer {
			if form.Get("Marker") == "" {
				return result("DescribeDBInstances", "<Marker>2</Marker><DBInstances>"+anInstance("x-2", "x", "available")+"</DBInstances>")
			}
			return instances(anInstance("x-1", "x", "creating"), anInstance("stray", "y", "available"))
		},
	})
	found, err := client.FindInstances(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 2 || found[0].Identifier != "x-1" || found[0].Writer || !found[1].Writer {
		t.Errorf("found %+v", found)
	}
}
