package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/iotsim/iotsim/internal/connection"
	"github.com/iotsim/iotsim/schema"
)

// connectionPage prints how to reach a cluster that does not let everybody in.
func connectionPage(w io.Writer) {
	fmt.Fprint(w, "\n## Connection\n\n"+
		"How apply and verify reach a cluster: by flags, then variables of the environment, then the file of\n"+
		"--config (or of "+connection.FileVariable+"), then the scenario, which names brokers and no more. Each setting is taken\n"+
		"from the first of them that has it. No flag takes a secret, and nothing prints one.\n\n"+
		"A file of --config that ends in .hcl:\n\n```hcl\n"+schema.ConnectionExample+"```\n")
	file := schema.ConnectionFile()
	fmt.Fprintf(w, "\n%s\n", file.Doc)
	arguments(w, file)
	for _, b := range file.Blocks {
		fmt.Fprintf(w, "\n### connection › %s\n\n%s%s\n", b.Name, b.Doc, often(b))
		arguments(w, b)
	}
	fmt.Fprint(w, "\n### connection by other ways\n\n"+
		"Any other file of --config is the .properties of a Java client or of librdkafka. What it says beside\n"+
		"these is named and ignored; of keystores only PEM is read. A secret may also be in the variable's file,\n"+
		"_FILE, or be printed by a program, _COMMAND (words with spaces between, run without a shell).\n\n"+
		"| setting | flag | environment | .properties |\n|---|---|---|---|\n")
	for _, s := range connection.Settings {
		flag := ""
		if s.Flag {
			flag = "`--" + s.FlagName() + "`"
		}
		variables := s.Variables()
		for i := range variables[1:] {
			variables[i+1] = strings.TrimPrefix(variables[i+1], s.Variable())
		}
		fmt.Fprintf(w, "| `%s` | %s | `%s` | %s |\n", s.Name, flag, strings.Join(variables, "` `"), strings.Join(s.Java, ", "))
	}
	fmt.Fprint(w, "\nsecurity.protocol says whether there is TLS and a login, sasl.jaas.config who logs in,\n"+
		"ssl.keystore.location names a file of certificate and key, and an empty\n"+
		"ssl.endpoint.identification.algorithm is verify_host = false.\n\n"+
		"### connection rights\n\n"+
		"Of a cluster with ACLs: Describe, DescribeConfigs, Read and Write on the topics, and Create where they\ndo not exist.\n")
}
