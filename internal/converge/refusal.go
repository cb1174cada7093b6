package converge

import (
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// refusal says why the holder of a name keeps it, and what can be done.
func refusal(standing cluster.Standing, holder *cluster.Cluster, err error) error {
	if holder == nil {
		return err
	}
	return &failure.Error{
		Op: "looking at cluster", Object: holder.Identifier, Err: err, Hint: hintFor(standing, holder),
	}
}

func hintFor(standing cluster.Standing, holder *cluster.Cluster) string {
	marks, _ := cluster.ParseMarks(holder.Tags)
	switch standing {
	case cluster.Finished:
		return fmt.Sprintf("A finished cluster made from an artifact has this name. Import it (terraform import ... %s), or choose another cluster_identifier.", holder.Identifier)
	case cluster.Adoptable:
		return "An earlier run left this cluster unfinished. Plan again: the work is carried on."
	case cluster.Busy:
		return fmt.Sprintf("Another run is at work on it, or was killed: its lease ends at %s. Run again after that.", marks.Until.Format("15:04:05 MST"))
	case cluster.Different:
		return "An earlier run left this cluster unfinished, made of other inputs, or to be masked in another way, than is asked for now. Delete it, or choose another cluster_identifier."
	case cluster.Deleting:
		return "Run again when it is gone."
	case cluster.Foreign:
		return "It was not made from an artifact, and is not touched. Choose another cluster_identifier."
	default:
		return ""
	}
}
