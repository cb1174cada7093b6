// Package logs is the sandbox's Amazon CloudWatch Logs, as far as databases leave
// something in it: the log groups that exported logs go to, which outlive the
// cluster. They are listed and deleted; what would be in them is not kept.
package logs

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// Logs is CloudWatch Logs on an account.
type Logs struct{ Store *account.Store }

// Service returns CloudWatch Logs as the wire knows it, API version 2014-03-28.
func Service(l *Logs) *wire.Service {
	return &wire.Service{
		Name: wire.Logs, Protocol: wire.JSON,
		Operations: map[string]wire.Operation{
			"DescribeLogGroups": wire.JSONOperation(l.describeLogGroups),
			"DeleteLogGroup":    wire.JSONOperation(l.deleteLogGroup),
		},
	}
}

// mostListed is how many groups one answer has, unless fewer are asked for.
const mostListed = 50

type describeLogGroupsInput struct {
	LogGroupNamePrefix string `json:"logGroupNamePrefix"`
	NextToken          string `json:"nextToken"`
	Limit              int    `json:"limit"`
}

type logGroup struct {
	LogGroupName string `json:"logGroupName"`
	Arn          string `json:"arn"`
	CreationTime int64  `json:"creationTime"` // milliseconds
}

type describeLogGroupsResult struct {
	LogGroups []logGroup `json:"logGroups"`
	NextToken string     `json:"nextToken,omitempty"` // the name to go on after
}

func (l *Logs) describeLogGroups(_ context.Context, r *wire.Request, in *describeLogGroupsInput) (any, error) {
	result := describeLogGroupsResult{LogGroups: []logGroup{}}
	err := l.Store.View(func(a *account.Account) (bool, error) {
		for name, created := range a.LogGroups {
			if strings.HasPrefix(name, in.LogGroupNamePrefix) && name > in.NextToken {
				arn := account.ARN("logs", r.Region, "log-group:"+name+":*")
				result.LogGroups = append(result.LogGroups, logGroup{name, arn, created.UnixMilli()})
			}
		}
		return false, nil
	})
	slices.SortFunc(result.LogGroups, func(a, b logGroup) int { return cmp.Compare(a.LogGroupName, b.LogGroupName) })
	if most := cmp.Or(in.Limit, mostListed); len(result.LogGroups) > most {
		result.LogGroups = result.LogGroups[:most]
		result.NextToken = result.LogGroups[most-1].LogGroupName
	}
	return result, err
}

type deleteLogGroupInput struct {
	LogGroupName string `json:"logGroupName"`
}

func (l *Logs) deleteLogGroup(_ context.Context, _ *wire.Request, in *deleteLogGroupInput) (any, error) {
	return struct{}{}, l.Store.Update(func(a *account.Account) error {
		if _, there := a.LogGroups[in.LogGroupName]; !there {
			return wire.Refusef("ResourceNotFoundException", "The specified log group does not exist.")
		}
		delete(a.LogGroups, in.LogGroupName)
		return nil
	})
}
