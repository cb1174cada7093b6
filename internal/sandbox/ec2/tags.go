package ec2

import (
	"context"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type tagParameter struct {
	Key   string
	Value string
}

// tagSpecification gives tags to what an operation creates.
type tagSpecification struct {
	ResourceType string
	Tags         []tagParameter `aws:"Tag"`
}

type tagSpecificationsParameter struct {
	TagSpecifications []tagSpecification `aws:"TagSpecification"`
}

// tags returns the tags for a kind of resource.
func (p tagSpecificationsParameter) tags(kind string) (account.Tags, error) {
	var tags account.Tags
	for _, s := range p.TagSpecifications {
		if s.ResourceType != kind {
			return nil, wire.InvalidValuef("'%s' is not a valid taggable resource type for this operation.", s.ResourceType)
		}
		for _, t := range s.Tags {
			tags = tags.With(account.Tag(t))
		}
	}
	return tags, nil
}

type tag struct {
	Key   string `xml:"key"`
	Value string `xml:"value"`
}

func showTags(tags account.Tags) wire.List[tag] {
	shown := make([]tag, len(tags))
	for i, t := range tags {
		shown[i] = tag(t)
	}
	return wire.ListOf("item", shown)
}

// tagsOf returns the tags of what an id names.
func tagsOf(a *account.Account, id string) (*account.Tags, error) {
	if v := a.VPCs[id]; v != nil {
		return &v.Tags, nil
	}
	if s := a.Subnets[id]; s != nil {
		return &s.Tags, nil
	}
	if g := a.SecurityGroups[id]; g != nil {
		return &g.Tags, nil
	}
	for _, g := range a.SecurityGroups {
		for i := range g.Rules {
			if g.Rules[i].ID == id {
				return &g.Rules[i].Tags, nil
			}
		}
	}
	return nil, wire.Refusef("InvalidID", "The ID '%s' is not valid", id)
}

type createTagsInput struct {
	Resources []string       `aws:"ResourceId,required"`
	Tags      []tagParameter `aws:"Tag,required"`
	dryRunParameter
}

func (n *Network) createTags(_ context.Context, _ *wire.Request, in *createTagsInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return done{true}, n.Store.Update(func(a *account.Account) error {
		for _, id := range in.Resources {
			tags, err := tagsOf(a, id)
			if err != nil {
				return err
			}
			for _, t := range in.Tags {
				*tags = tags.With(account.Tag(t))
			}
		}
		return nil
	})
}

type deleteTagsInput struct {
	Resources []string `aws:"ResourceId,required"`
	Tags      []struct {
		Key   string
		Value *string
	} `aws:"Tag"`
	dryRunParameter
}

func (n *Network) deleteTags(_ context.Context, _ *wire.Request, in *deleteTagsInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return done{true}, n.Store.Update(func(a *account.Account) error {
		for _, id := range in.Resources {
			tags, err := tagsOf(a, id)
			if err != nil {
				return err
			}
			for _, t := range in.Tags {
				// A value that is given must be the tag's.
				if t.Value == nil || tags.Get(t.Key) == *t.Value {
					*tags = tags.Without(t.Key)
				}
			}
			if len(in.Tags) == 0 {
				*tags = nil
			}
		}
		return nil
	})
}
