package schema

import (
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// functions are what bare expressions may call. All are pure: the same file
// and variables give the same scenario. What reads files, clocks or random
// sources is left out, and so are the functions of package math whose last bit
// depends on the processor.
var functions = makeFunctions()

// Functions are the names of all functions, in order.
func Functions() []string {
	return slices.Sorted(maps.Keys(functions))
}

// meteredFunctions are the functions as one run of Decode calls them.
func meteredFunctions(m *meter) map[string]function.Function {
	all := make(map[string]function.Function, len(functions))
	for name, f := range functions {
		all[name] = bounded(name, f, m)
	}
	return all
}

func makeFunctions() map[string]function.Function {
	all := map[string]function.Function{
		"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc, "max": stdlib.MaxFunc, "min": stdlib.MinFunc,
		"parseint": stdlib.ParseIntFunc, "signum": stdlib.SignumFunc, "range": rangeFunction,

		"chomp": stdlib.ChompFunc, "format": stdlib.FormatFunc, "formatlist": stdlib.FormatListFunc, "join": stdlib.JoinFunc,
		"lower": stdlib.LowerFunc, "replace": stdlib.ReplaceFunc, "split": stdlib.SplitFunc, "strlen": stdlib.StrlenFunc,
		"strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc, "trim": stdlib.TrimFunc,
		"trimprefix": stdlib.TrimPrefixFunc, "trimspace": stdlib.TrimSpaceFunc, "trimsuffix": stdlib.TrimSuffixFunc, "upper": stdlib.UpperFunc,

		"chunklist": stdlib.ChunklistFunc, "coalesce": stdlib.CoalesceFunc, "compact": stdlib.CompactFunc, "concat": stdlib.ConcatFunc,
		"contains": stdlib.ContainsFunc, "distinct": distinctFunction, "element": stdlib.ElementFunc, "flatten": stdlib.FlattenFunc,
		"index": stdlib.IndexFunc, "keys": stdlib.KeysFunc, "length": stdlib.LengthFunc, "lookup": stdlib.LookupFunc,
		"merge": stdlib.MergeFunc, "reverse": stdlib.ReverseListFunc, "setintersection": stdlib.SetIntersectionFunc,
		"setproduct": stdlib.SetProductFunc, "setsubtract": stdlib.SetSubtractFunc, "setunion": stdlib.SetUnionFunc,
		"slice": stdlib.SliceFunc, "sort": stdlib.SortFunc, "values": stdlib.ValuesFunc, "zipmap": stdlib.ZipmapFunc,

		"tobool": stdlib.MakeToFunc(cty.Bool), "tolist": stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
		"tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)), "tonumber": stdlib.MakeToFunc(cty.Number),
		"toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)), "tostring": stdlib.MakeToFunc(cty.String),

		"choice": choiceFunction, "drain": drainFunction, "fixed": fixedFunction, "ramp": rampFunction,

		// The decoder puts one in its place that knows the files beside the scenario.
		string(Replay): (&decoder{recording: newRecording(nil, Options{})}).replayFunction("."),
	}
	for _, k := range distributionKinds {
		all[string(k.kind)] = k.function()
	}
	for _, name := range quadratic {
		all[name] = linear(all[name])
	}
	return all
}

// quadratic are the functions of the library that take quadratic time over
// tuples and objects (a comparison of all element types with each other) but
// not over lists and maps.
var quadratic = []string{
	"chunklist", "coalesce", "compact", "distinct", "setintersection", "setproduct", "setsubtract", "setunion",
	"sort", "tolist", "tomap", "toset", "zipmap",
}

// bounded refuses collections and texts that would take a function minutes, or
// whose result would be too large.
func bounded(name string, f function.Function, m *meter) function.Function {
	spec := &function.Spec{
		Description: f.Description(),
		Params:      f.Params(),
		VarParam:    f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if err := m.call(name, args); err != nil {
				return cty.DynamicPseudoType, err
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			v, err := f.Call(args)
			if err == nil {
				if sizeOf(v) > maxElements {
					return cty.NilVal, fmt.Errorf("the result has %d elements; at most %d are given", sizeOf(v), maxElements)
				}
				if problem := oversize(v); problem != "" {
					return cty.NilVal, fmt.Errorf("the result is too large: %s", problem)
				}
			}
			return v, err
		},
	}
	return function.New(spec)
}

// linear hands tuples and objects of one element type over as lists and maps,
// and only then converts them to what the function takes.
func linear(f function.Function) function.Function {
	prepared := func(args []cty.Value) ([]cty.Value, error) {
		all := make([]cty.Value, len(args))
		for i, v := range args {
			kind := f.VarParam()
			if i < len(f.Params()) {
				kind = &f.Params()[i]
			}
			converted, err := convert.Convert(uniform(v), kind.Type)
			if err != nil {
				return nil, function.NewArgError(i, err)
			}
			all[i] = converted
		}
		return all, nil
	}
	return function.New(&function.Spec{
		Params:   anyTypes(f.Params()),
		VarParam: anyType(f.VarParam()),
		Type: func(args []cty.Value) (cty.Type, error) {
			all, err := prepared(args)
			if err != nil {
				return cty.DynamicPseudoType, err
			}
			return f.ReturnTypeForValues(all)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			all, err := prepared(args)
			if err != nil {
				return cty.NilVal, err
			}
			return f.Call(all)
		},
	})
}

// anyTypes lets arguments through as they are: HCL would otherwise convert them
// to the parameter's type first, which is what takes the time.
func anyTypes(params []function.Parameter) []function.Parameter {
	all := slices.Clone(params)
	for i := range all {
		all[i] = *anyType(&all[i])
	}
	return all
}

func anyType(p *function.Parameter) *function.Parameter {
	if p == nil {
		return nil
	}
	free := *p
	free.Type = cty.DynamicPseudoType
	return &free
}

// uniform is a tuple of one element type as a list, an object of one as a map,
// and anything else as it is.
func uniform(v cty.Value) cty.Value {
	if !v.IsKnown() || v.IsNull() {
		return v
	}
	switch t := v.Type(); {
	case t.IsTupleType() && v.LengthInt() > 0 && allEqual(slices.Values(t.TupleElementTypes())):
		return cty.ListVal(v.AsValueSlice())
	case t.IsObjectType() && len(t.AttributeTypes()) > 0 && allEqual(maps.Values(t.AttributeTypes())):
		return cty.MapVal(v.AsValueMap())
	}
	return v
}

func allEqual(types iter.Seq[cty.Type]) bool {
	first := cty.NilType
	for t := range types {
		if first == cty.NilType {
			first = t
		}
		if !t.Equals(first) {
			return false
		}
	}
	return true
}

// distinctFunction is the library's distinct in linear time: it keeps the first
// of elements that are equal.
var distinctFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.List(cty.DynamicPseudoType)}},
	Type:   func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
	Impl: func(args []cty.Value, kind cty.Type) (cty.Value, error) {
		seen := map[int][]cty.Value{}
		var first []cty.Value
		for _, v := range args[0].AsValueSlice() {
			hash := v.Hash()
			if slices.ContainsFunc(seen[hash], v.RawEquals) {
				continue
			}
			seen[hash] = append(seen[hash], v)
			first = append(first, v)
		}
		if len(first) == 0 {
			return cty.ListValEmpty(kind.ElementType()), nil
		}
		return cty.ListVal(first), nil
	},
})

// sizeOf is the number of elements of a collection, 0 for anything else.
func sizeOf(v cty.Value) int {
	if v, _ = v.Unmark(); !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
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
