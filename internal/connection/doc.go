// Package connection gathers how to reach a cluster from the places where people
// say it, and makes of that what internal/kafka takes.
//
//	c, err := connection.Read(connection.Sources{Flags: flags, Environ: os.Environ(), File: "kafka.hcl"})
//	options, err := c.Options(ctx)
//	options.Brokers = c.Brokers()
//	client, err := kafka.Connect(ctx, options)
//
// Each setting is taken from the first place that has it: flags, then the
// environment (IOTSIM_SASL_USER), then the file. The file is HCL, read by schema,
// or the properties that a Java client or librdkafka has.
//
// # Secrets
//
// No flag takes one. They come from a variable, a file or a program's output, are
// kept as [secret.Secret], and are asked for again when a broker asks for a new
// login. Redact leaves out of a text those that were seen so far, for what others
// make of them: a server may repeat in its answer what it was sent.
//
// # Errors
//
// What is wrong with a file of HCL is a [Faulty] with diagnostics, with other
// settings an [Invalid]: both are mistakes of who wrote them. What settings name and
// cannot be had, such as a file of certificates, is a *kafka.Error.
package connection
