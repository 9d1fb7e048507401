package expression

// operand is a lowered node: a closure over the frame F, of one kind. Kind 0
// means that a fault in it was reported, so that nothing above need report it
// again.
type operand[F any] struct {
	kind     Kind
	whole    bool // a number that is known to have no fraction
	constant bool // value holds; the closure does not look at its frame
	value    value

	number func(*F) float64
	truth  func(*F) bool
	text   func(*F) string
}

// value is a constant; its operand's kind says which field.
type value struct {
	number float64
	truth  bool
	text   string
}

func numberOf[F any](f func(*F) float64) operand[F] { return operand[F]{kind: Number, number: f} }
func truthOf[F any](f func(*F) bool) operand[F]     { return operand[F]{kind: Bool, truth: f} }
func textOf[F any](f func(*F) string) operand[F]    { return operand[F]{kind: Text, text: f} }

func wholeOf[F any](f func(*F) float64) operand[F] {
	o := numberOf(f)
	o.whole = true
	return o
}

func numberConstant[F any](x float64) operand[F] {
	o := numberOf(func(*F) float64 { return x })
	o.constant, o.value.number = true, x
	return o
}

func truthConstant[F any](x bool) operand[F] {
	o := truthOf(func(*F) bool { return x })
	o.constant, o.value.truth = true, x
	return o
}

func textConstant[F any](x string) operand[F] {
	o := textOf(func(*F) string { return x })
	o.constant, o.value.text = true, x
	return o
}

// folded computes now what depends on nothing: from are the operands of o.
func folded[F any](o operand[F], from ...operand[F]) operand[F] {
	for _, part := range from {
		if !part.constant {
			return o
		}
	}
	var c operand[F]
	switch o.kind {
	case Number:
		c = numberConstant[F](o.number(nil))
		c.whole = o.whole
	case Bool:
		c = truthConstant[F](o.truth(nil))
	case Text:
		c = textConstant[F](o.text(nil))
	}
	return c
}
