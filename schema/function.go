package schema

import (
	"fmt"
	"math"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// functions are what bare expressions may call. All are pure: the same file
// and variables give the same scenario. What reads files, clocks or random
// sources is left out, and so are the functions of package math whose last bit
// depends on the processor.
var functions = makeFunctions()

func makeFunctions() map[string]function.Function {
	all := map[string]function.Function{
		"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc, "max": stdlib.MaxFunc, "min": stdlib.MinFunc,
		"parseint": stdlib.ParseIntFunc, "signum": stdlib.SignumFunc, "range": rangeFunction,

		"chomp": stdlib.ChompFunc, "format": stdlib.FormatFunc, "formatlist": stdlib.FormatListFunc, "join": stdlib.JoinFunc,
		"lower": stdlib.LowerFunc, "replace": stdlib.ReplaceFunc, "split": stdlib.SplitFunc, "strlen": stdlib.StrlenFunc,
		"strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc, "trim": stdlib.TrimFunc,
		"trimprefix": stdlib.TrimPrefixFunc, "trimspace": stdlib.TrimSpaceFunc, "trimsuffix": stdlib.TrimSuffixFunc, "upper": stdlib.UpperFunc,

		"chunklist": stdlib.ChunklistFunc, "coalesce": stdlib.CoalesceFunc, "compact": stdlib.CompactFunc, "concat": stdlib.ConcatFunc,
		"contains": stdlib.ContainsFunc, "distinct": stdlib.DistinctFunc, "element": stdlib.ElementFunc, "flatten": stdlib.FlattenFunc,
		"index": stdlib.IndexFunc, "keys": stdlib.KeysFunc, "length": stdlib.LengthFunc, "lookup": stdlib.LookupFunc,
		"merge": stdlib.MergeFunc, "reverse": stdlib.ReverseListFunc, "setintersection": stdlib.SetIntersectionFunc,
		"setproduct": stdlib.SetProductFunc, "setsubtract": stdlib.SetSubtractFunc, "setunion": stdlib.SetUnionFunc,
		"slice": stdlib.SliceFunc, "sort": stdlib.SortFunc, "values": stdlib.ValuesFunc, "zipmap": stdlib.ZipmapFunc,

		"tobool": stdlib.MakeToFunc(cty.Bool), "tolist": stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
		"tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)), "tonumber": stdlib.MakeToFunc(cty.Number),
		"toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)), "tostring": stdlib.MakeToFunc(cty.String),

		"choice": choiceFunction, "drain": drainFunction, "fixed": fixedFunction, "ramp": rampFunction,
	}
	for _, k := range distributionKinds {
		all[string(k.kind)] = k.function()
	}
	for _, name := range unbuiltDistributions {
		all[name] = unbuiltFunction(name)
	}
	for name, f := range all {
		all[name] = bounded(f)
	}
	return all
}

// bounded refuses collections and texts that would take a function minutes.
func bounded(f function.Function) function.Function {
	spec := &function.Spec{
		Description: f.Description(),
		Params:      f.Params(),
		VarParam:    f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			product := 1
			for i, v := range args {
				size := sizeOf(v)
				if product *= max(size, 1); size > maxElements || product > maxElements*maxElements {
					return cty.DynamicPseudoType, function.NewArgErrorf(i, "at most %d elements are taken", maxElements)
				}
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			v, err := f.Call(args)
			if err == nil {
				if problem := oversize(v); problem != "" {
					return cty.NilVal, fmt.Errorf("the result is too large: %s", problem)
				}
			}
			return v, err
		},
	}
	return function.New(spec)
}

// sizeOf is the number of elements of a collection, 0 for anything else.
func sizeOf(v cty.Value) int {
	if !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return 0
	}
	return v.LengthInt()
}

// rangeFunction is range(end), range(start, end) or range(start, end, step), as
// Terraform's, but with our limit: the library's is 1,024.
var rangeFunction = function.New(&function.Spec{
	VarParam: &function.Parameter{Name: "limits", Type: cty.Number},
	Type:     function.StaticReturnType(cty.List(cty.Number)),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		limits := make([]float64, len(args))
		for i, v := range args {
			limits[i], _ = numberValue(v)
		}
		var start, end, step float64
		switch len(limits) {
		case 1:
			end = limits[0]
		case 2, 3:
			start, end = limits[0], limits[1]
		default:
			return cty.NilVal, fmt.Errorf("range takes an end, or a start and an end, or a start, an end and a step")
		}
		if step = math.Copysign(1, end-start); len(limits) == 3 {
			step = limits[2]
		}
		if step == 0 || (end-start)/step > maxElements {
			return cty.NilVal, fmt.Errorf("range gives at most %d numbers, and its step is not zero", maxElements)
		}
		var all []cty.Value
		for i := 0; ; i++ {
			v := start + float64(float64(i)*step)
			if step > 0 && v >= end || step < 0 && v <= end {
				break
			}
			all = append(all, cty.NumberFloatVal(v))
		}
		if len(all) == 0 {
			return cty.ListValEmpty(cty.Number), nil
		}
		return cty.ListVal(all), nil
	},
})
