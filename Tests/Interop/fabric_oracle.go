// Fabric's own verdict on membership folders, one JSON object a line: whether its msp package sets the folder up (channel
// capability V1_4_3), and whether it finds the signer valid; empty texts for yes.
//
// In a checkout of Fabric 2.5, with Go of the version that its go.mod names or later:
//   mkdir cmd/oracle && cp .../fabric_oracle.go cmd/oracle/main.go && CGO_ENABLED=0 go build -mod=vendor -o mspcheck ./cmd/oracle
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hyperledger/fabric/bccsp/factory"
	"github.com/hyperledger/fabric/bccsp/sw"
	"github.com/hyperledger/fabric/msp"
	pm "github.com/hyperledger/fabric-protos-go/msp"
)

type verdict struct {
	Folder, Setup, Signer string
	Local bool
}

func judge(dir string) (v verdict) {
	v.Folder = dir
	defer func() {
		if r := recover(); r != nil {
			v.Setup = fmt.Sprintf("panic: %v", r)
		}
	}()
	_, err := os.Stat(filepath.Join(dir, "signcerts"))
	v.Local = err == nil
	var conf *pm.MSPConfig
	if v.Local {
		conf, err = msp.GetLocalMspConfig(dir, nil, "Org")
	} else {
		conf, err = msp.GetVerifyingMspConfig(dir, "Org", "bccsp")
	}
	if err != nil {
		v.Setup = err.Error()
		return
	}
	if conf == nil {
		v.Setup = "no configuration: no signer certificate"
		return
	}
	ks, err := sw.NewFileBasedKeyStore(nil, filepath.Join(dir, "keystore"), true)
	if err != nil {
		v.Setup = err.Error()
		return
	}
	m, err := msp.NewBccspMspWithKeyStore(msp.MSPv1_4_3, ks, factory.GetDefault())
	if err == nil {
		err = m.Setup(conf)
	}
	if err != nil {
		v.Setup = err.Error()
		return
	}
	if v.Local {
		id, err := m.GetDefaultSigningIdentity()
		if err == nil {
			err = id.Validate()
		}
		if err == nil {
			var sig []byte
			sig, err = id.Sign([]byte("text"))
			if err == nil {
				err = id.Verify([]byte("text"), sig)
			}
		}
		if err != nil {
			v.Signer = err.Error()
		}
	}
	return
}

func main() {
	factory.InitFactories(nil)
	e := json.NewEncoder(os.Stdout)
	for _, d := range os.Args[1:] {
		v := judge(d)
		cut := func(s string) string { if len(s) > 300 { return s[:200] + " ... " + s[len(s)-90:] }; return s }
		v.Setup, v.Signer = cut(v.Setup), cut(v.Signer)
		e.Encode(v)
	}
}
