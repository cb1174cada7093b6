package compile

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// revision counts the changes of this package that lead to another result for
// the same input.
const revision = 1

// key identifies everything that the compiled changelog depends on.
func (in Input) key(liquibaseVersion string, proven bool) (string, error) {
	var classes []string
	for _, path := range in.Classpath {
		sum, err := hashFile(path)
		if err != nil {
			return "", fmt.Errorf("reading the classpath: %w", err)
		}
		classes = append(classes, sum)
	}
	text, err := json.Marshal(struct {
		Revision                        int
		Liquibase                       string
		Proven                          bool
		Changelog                       artifact.Changelog
		Engine, EngineVersion, Database string
		Contexts                        []string
		Labels                          string
		Parameters                      map[string]string // encoding/json sorts them
		Classes                         []string
	}{revision, liquibaseVersion, proven, in.Sources.Changelog, in.Engine, in.EngineVersion, in.Database, in.Contexts, in.Labels, in.Parameters, classes})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]) + ".json", nil
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// remembered returns what came of the same input before. What cannot be read is
// as good as forgotten.
func (c Compiler) remembered(key string) (artifact.Compiled, bool) {
	text, err := c.Memory.Read(key, artifact.MaxCompiledSize)
	if err != nil {
		return artifact.Compiled{}, false
	}
	compiled, err := artifact.DecodeCompiled(text)
	return compiled, err == nil
}

// remember keeps a result; that it cannot be kept is no harm.
func (c Compiler) remember(key string, compiled artifact.Compiled) {
	if text, err := compiled.Canonical(); err == nil {
		_ = c.Memory.Write(key, text)
	}
}

// maxOutput bounds what is read of Liquibase's files, in bytes.
const maxOutput = 512 << 20

func readBounded(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading what Liquibase wrote: %w", err)
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(io.LimitReader(f, maxOutput+1))
	if err == nil && len(content) > maxOutput {
		err = fmt.Errorf("more than %d bytes", maxOutput)
	}
	if err != nil {
		return nil, fmt.Errorf("reading what Liquibase wrote: %w", err)
	}
	return content, nil
}
