package aurora

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

const opReadingSecret = "reading secret"

// MasterPassword returns what RDS keeps in the secret of a managed master
// password: its present user and password. It takes
// secretsmanager:GetSecretValue on the secret, and kms:Decrypt when the secret
// has a key of its own.
func (c *Client) MasterPassword(ctx context.Context, secretARN string) (username string, password cluster.Secret, err error) {
	output, err := c.secrets.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(secretARN)})
	if err != nil {
		return "", cluster.Secret{}, explain(opReadingSecret, secretARN, err)
	}
	var value struct {
		Username string `json:"username"`
		Password string `json:"password"`
	}
	// What is wrong with the value is not said: it would be quoted.
	if json.Unmarshal([]byte(aws.ToString(output.SecretString)), &value) != nil || value.Username == "" || value.Password == "" {
		return "", cluster.Secret{}, &failure.Error{
			Op: opReadingSecret, Object: secretARN,
			Err: errors.New("its value is not what RDS writes: an object with username and password"),
		}
	}
	return value.Username, cluster.NewSecret(value.Password), nil
}
