package schema

// connectionType is a file of --config. Secrets do not stand in it: it says where
// they are.
var connectionType = &BlockType{
	Doc: "How to reach a cluster. Files in it are named from its own folder.",
	Arguments: []ArgumentType{
		{Name: "brokers", Value: "list of text", Doc: "HOST:PORT of some of them."},
	},
	Blocks: []*BlockType{tlsType, saslType},
}

var tlsType = &BlockType{
	Name: "tls", Doc: "Connect by TLS; an empty block is enough where a public authority signed the brokers' certificates.", Single: true,
	Arguments: append([]ArgumentType{
		{Name: "ca", Value: "text", Doc: "PEM file of the authorities that sign the brokers' certificates; omitted: those that the machine trusts."},
		{Name: "certificate", Value: "text", Doc: "PEM file of our own certificate, where brokers ask for one."},
		{Name: "key", Value: "text", Doc: "PEM file of its key; omitted: it is in the file of the certificate."},
		{Name: "server_name", Value: "text", Doc: "The name that the brokers' certificates have; omitted: that by which each is reached."},
		{Name: "verify_host", Value: "bool", Default: "true", Doc: "Whether the certificate must be of the host that is reached; its authority is verified in any case."},
	}, secretArguments("key_password", "The password of the key")...),
}

var saslType = &BlockType{
	Name: "sasl", Doc: "Say who we are.", Single: true,
	Arguments: append(append(append([]ArgumentType{
		{Name: "mechanism", Value: `"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512" or "OAUTHBEARER"`, Doc: "How; with PLAIN the password itself goes over the network, so only in TLS."},
		{Name: "user", Value: "text", Doc: "Of PLAIN and SCRAM."},
		{Name: "token_url", Value: "text", Doc: "Of OAUTHBEARER: the endpoint that gives a token for client_id and its secret (OAuth's client credentials)."},
		{Name: "client_id", Value: "text", Doc: "Of token_url."},
		{Name: "scope", Value: "text", Doc: "Of token_url: what the token is asked for."},
		{Name: "extensions", Value: "map of text", Doc: "Of OAUTHBEARER: what the cluster wants to know beside the token."},
	}, secretArguments("password", "The password of PLAIN and SCRAM")...),
		secretArguments("token", "The token of OAUTHBEARER")...),
		secretArguments("client_secret", "The secret of client_id")...),
}

// SecretSources are where a secret may be, as the ends of the arguments' names.
var SecretSources = []string{"_file", "_env", "_command"}

// secretArguments are the three ways to name a secret.
func secretArguments(name, what string) []ArgumentType {
	return []ArgumentType{
		{Name: name + SecretSources[0], Value: "text", Doc: what + " is all of this file, less a line's end."},
		{Name: name + SecretSources[1], Value: "text", Doc: what + " is in this variable of the environment."},
		{Name: name + SecretSources[2], Value: "list of text", Doc: what + ` is what this program prints, run without a shell: ["pass", "show", "kafka"].`},
	}
}

// ConnectionFile is the table of what a file of --config may hold.
func ConnectionFile() *BlockType { return connectionType }

// ConnectionExample is a file of --config.
const ConnectionExample = `brokers = ["broker-1:9093", "broker-2:9093"]

tls {
  ca = "ca.pem"
}

sasl {
  mechanism     = "SCRAM-SHA-512"
  user          = "iotsim"
  password_file = "password.txt"
}
`
