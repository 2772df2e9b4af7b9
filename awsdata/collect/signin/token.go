package signin

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"

	"github.com/vpclens/vpclens/awsdata"
)

// token is a file of the cache, ~/.aws/sso/cache/HASH.json, as the AWS CLI writes it and all SDKs read it. With the
// client's secret it can be renewed without a person, which is the SDK's business.
// Source: AWS CLI v2, awscli/botocore/utils.py, SSOTokenFetcher; AWS SDK for Go, credentials/ssocreds.
type token struct {
	StartURL     string `json:"startUrl"`
	Region       string `json:"region"`
	AccessToken  string `json:"accessToken"`
	ExpiresAt    string `json:"expiresAt"`
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
	Registered   string `json:"registrationExpiresAt"`
	RefreshToken string `json:"refreshToken,omitempty"`
}

// timestamp is how the AWS CLI writes times.
const timestamp = "2006-01-02T15:04:05Z"

func (s Session) token(client *ssooidc.RegisterClientOutput, got *ssooidc.CreateTokenOutput, until time.Time) token {
	return token{
		StartURL: s.StartURL, Region: s.Region,
		AccessToken: text(got.AccessToken), ExpiresAt: until.Format(timestamp), RefreshToken: text(got.RefreshToken),
		ClientID: text(client.ClientId), ClientSecret: text(client.ClientSecret),
		Registered: time.Unix(client.ClientSecretExpiresAt, 0).UTC().Format(timestamp),
	}
}

// file is where the token of a session is kept. In a folder that others may write to, a link of theirs would choose the
// file.
func (s Session) file() (string, error) {
	path, err := ssocreds.StandardCachedTokenFilepath(s.key())
	if err != nil {
		return "", fmt.Errorf("find the place for the sign-in: %w", err)
	}
	if path, err = awsdata.Follow(path); err != nil {
		return "", fmt.Errorf("keep the sign-in: %w", err)
	}
	return path, nil
}

// Kept is an error where no sign-in is kept that could be read, be it too old or not.
func (s Session) Kept() error {
	path, err := ssocreds.StandardCachedTokenFilepath(s.key())
	if err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var t token
	if err := json.Unmarshal(data, &t); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if _, err := time.Parse(time.RFC3339, t.ExpiresAt); err != nil || t.AccessToken == "" {
		return fmt.Errorf("%s: it has no accessToken that lasts until expiresAt", path)
	}
	return nil
}

// save writes a token to a file that only its owner can read. The file is replaced at once: whoever reads it sees the
// old token or the new one.
func save(path string, t token) error {
	data, err := json.Marshal(t)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err == nil {
		err = awsdata.ReplaceFile(context.Background(), path, data)
	}
	if err != nil {
		return fmt.Errorf("keep the sign-in: %w", err)
	}
	return nil
}
