package expression_test

import (
	"fmt"

	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/schema"
)

func ExampleCompileFormula() {
	formula, diags := expression.CompileFormula(
		&schema.Expression{Source: "62 - 1.8 * (temperature - 24) + noise"},
		[]expression.Name{{Name: "temperature", Kind: expression.Number}},
	)
	if diags.HasErrors() {
		fmt.Println(diags)
		return
	}
	fmt.Println(formula.Eval(&expression.Frame{Numbers: []float64{26.5}, Noise: 0.5}))
	// Output: 58
}

func ExampleCompileSelector() {
	where := &schema.Expression{Source: "device.flor >= 3"}
	_, diags := expression.CompileSelector(where, nil)
	fmt.Println(diags[0].Detail)

	where.Source = "device.floor >= 3"
	selector, _ := expression.CompileSelector(where, nil)
	for _, floor := range []int64{2, 3} {
		fmt.Println(floor, selector.Match(&expression.Device{Floor: &floor}))
	}
	// Output:
	// device has no attribute "flor". Did you mean "floor"? It is at character 8 of the selector.
	// 2 false
	// 3 true
}
