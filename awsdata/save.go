package awsdata

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Save writes the snapshot: to a file if path ends in .json or .json.gz, else to a directory, which must be new or
// empty so that no document of another snapshot stays among the new ones. Files are readable by their owner only: a map
// of an account's network is nobody else's business. A link is followed: what it leads to is written. If ctx ends,
// nothing is.
func (s *Snapshot) Save(ctx context.Context, path string) error {
	name := path // which says what form it has, whatever it is a link to
	path, err := Follow(path)
	if err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	if !strings.HasSuffix(name, ".json") && !strings.HasSuffix(name, ".json.gz") {
		return s.saveDir(ctx, path)
	}
	if err := context.Cause(ctx); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	var data []byte
	if strings.HasSuffix(name, ".gz") {
		if data, err = s.Packed(); err != nil {
			return err
		}
	} else {
		var b bytes.Buffer
		if err := s.Encode(&b); err != nil {
			return err
		}
		data = b.Bytes()
	}
	if err := ReplaceFile(ctx, path, data); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	return nil
}

func (s *Snapshot) saveDir(ctx context.Context, path string) (err error) {
	if entries, err := os.ReadDir(path); err == nil && len(entries) > 0 {
		return fmt.Errorf("write snapshot: directory %s is not empty", Clean(path))
	}
	p, err := s.pack()
	if err != nil {
		return err
	}
	var made []string // files and directories, as they were made
	defer func() {
		for _, name := range slices.Backward(made) {
			if err != nil {
				_ = os.Remove(name) // the error is the one that matters
			}
		}
	}()
	write := func(name string, value any) error {
		if err := context.Cause(ctx); err != nil {
			return fmt.Errorf("write snapshot: %w", err)
		}
		text, err := marshal(value, "    ")
		if err != nil {
			return fmt.Errorf("encode %s: %w", name, err)
		}
		file := filepath.Join(path, name)
		at := len(made)
		for folder := filepath.Dir(file); !exists(folder); folder = filepath.Dir(folder) {
			if folder == filepath.Dir(folder) { // a drive that is not there
				break
			}
			made = slices.Insert(made, at, folder)
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return fmt.Errorf("write snapshot: %w", err)
		}
		made = append(made, file)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return fmt.Errorf("write snapshot: %w", err)
		}
		return nil
	}
	err = p.each(func(account string, of packedAccount) error {
		folder := ""
		if account != "" && of.documents() > 0 {
			if !isFolder(account) {
				return fmt.Errorf("write snapshot: %q cannot be a directory's name", account)
			}
			folder = filepath.Join(accountsDir, account)
		}
		documents := map[string]map[string]json.RawMessage{Global: of.Global}
		maps.Copy(documents, of.Regions)
		for _, region := range slices.Sorted(maps.Keys(documents)) {
			if !isFolder(region) {
				return fmt.Errorf("write snapshot: %q cannot be a directory's name", region)
			}
			calls := slices.Sorted(maps.Keys(documents[region]))
			for i, stem := range stems(calls) {
				if err := write(filepath.Join(folder, region, stem+".json"), documents[region][calls[i]]); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.packedAccount = packedAccount{}
	for id, of := range p.Accounts {
		maps.DeleteFunc(of.Regions, func(_ string, documents map[string]json.RawMessage) bool {
			return len(documents) > 0
		})
		if of.Global = nil; len(of.Regions) > 0 {
			p.Accounts[id] = of
		} else {
			delete(p.Accounts, id)
		}
	}
	return write(metaFile, p)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func isFolder(name string) bool {
	return !strings.ContainsAny(name, `/\`) && name != ".." && name != "."
}
