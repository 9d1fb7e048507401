package schema

import "strings"

// grammar is what HCL's parser and evaluator say of single expressions, beside what
// parsed has examples of their own for.
var grammar = []Explanation{
	{"Ambiguous attribute key", "A name with dots before an equals sign may be a text or a reference: put it in quotes, or a reference in brackets.", localsWith(`keys = { "retention.ms" = 1 }`)},
	{"Argument definition required", "What stands in a block on one line is one argument; a block in it needs lines of its own.", `room "101" {
  devices "meter" { count = 10 }
}`},
	{"Attempt to get attribute from null value", "What is null has no members.", localsWith(`a = { low = 0 }`, `b = local.a.low`)},
	{"Attempt to index null value", "What is null has no elements.", localsWith(`a = [1, 2]`, `b = local.a[0]`)},
	{"Attribute name required", "A name of a member stands behind the dot.", localsWith(`a = { low = 0 }`, `b = local.a.low`)},
	{"Call to unknown function", "There is no function of that name; `iotsim docs functions` lists them.", localsWith(`a = max(1, 2)`)},
	{"Condition is null", "A condition is true or false.", localsWith(`a = 2 > 1 ? 10 : 20`)},
	{"Extra characters after expression", "Behind the value stands something that does not belong to it.", localsWith(`a = 1 + 2`)},
	{"Extra characters after interpolation expression", "A template in a text is closed behind its expression.", localsWith(`a = "room ${1 + 2}"`)},
	{"Function calls not allowed", "What is read before anything is evaluated names no functions.", `phase "run" { duration = "1m" }`},
	{"Incorrect condition type", "A condition is true or false.", localsWith(`a = 2 > 1 ? 10 : 20`)},
	{"Incorrect key type", "The names of an object's members are texts.", localsWith(`a = { low = 0, high = 100 }`)},
	{"Index value required", "Between square brackets stands a number, or the name of a member.", localsWith(`a = [1, 2]`, `b = local.a[0]`)},
	{"Invalid 'for' condition", "The condition of a for is true or false.", localsWith(`a = [for n in range(10) : n if n > 3]`)},
	{"Invalid 'for' directive", "A for in a text names a variable, in, and what it goes over.", localsWith(`a = "%{for n in range(3)}${n} %{endfor}"`)},
	{"Invalid 'for' expression", "A for names a variable, in, what it goes over, a colon, and a value.", localsWith(`a = [for n in range(10) : n * 2]`)},
	{"Invalid argument name", "A name has letters, digits, - and _ only and begins with a letter, without quotes.", `phase "run" { duration = "1m" }`},
	{"Invalid attribute name", "Behind a dot stands the name of a member.", localsWith(`a = { low = 0 }`, `b = local.a.low`)},
	{"Invalid character", "The language has no such character here. Texts stand in double quotes, and conditions are joined by && and ||.", localsWith(`a = "a text"`)},
	{"Invalid escape sequence", "Behind a backslash in a text stands n, r, t, a quote, another backslash, or u and four digits.", localsWith(`a = "two\nlines"`)},
	{"Invalid expanding argument value", "What stands before three dots is a list.", localsWith(`a = max([1, 2]...)`)},
	{"Invalid index", "There is no such element, or what is indexed has none.", localsWith(`a = [1, 2]`, `b = local.a[0]`)},
	{"Invalid nested splat expressions", "One [*] is enough for what lies inside.", localsWith(`a = [{ n = 1 }, { n = 2 }]`, `b = local.a[*].n`)},
	{"Duplicate object key", "Two members of the object that a for makes have one name.", localsWith(`a = { for n in range(3) : "room-${n}" => n }`)},
	{"Invalid legacy index syntax", "An index stands in square brackets.", localsWith(`a = [1, 2]`, `b = local.a[0]`)},
	{"Invalid object key", "The names that a for gives to members are texts.", localsWith(`a = { for n in range(3) : "room-${n}" => n }`)},
	{"Invalid string literal", "A text in quotes is on one line, and has no template where none is evaluated.", localsWith(`a = "a text"`)},
	{"Invalid template control keyword", "In a text stand %{if}, %{else}, %{endif}, %{for} and %{endfor}. A per cent sign before a brace is written twice.", localsWith(`a = "%{if 2 > 1}busy%{else}idle%{endif}"`)},
	{"Invalid template directive", "In a text stand %{if}, %{else}, %{endif}, %{for} and %{endfor}. A per cent sign before a brace is written twice.", localsWith(`a = "%{if 2 > 1}busy%{else}idle%{endif}"`)},
	{"Iteration over non-iterable value", "A for goes over a list, a set or a map.", localsWith(`a = [for n in range(10) : n]`)},
	{"Iteration over null value", "What is null cannot be gone over.", localsWith(`a = [for n in range(10) : n]`)},
	{"Missing argument separator", "The arguments of a function are separated by commas.", localsWith(`a = max(1, 2)`)},
	{"Missing attribute separator", "The members of an object are separated by commas or line ends.", localsWith(`a = { low = 0, high = 100 }`)},
	{"Missing attribute value", "Behind a name of an object stands an equals sign and a value.", localsWith(`a = { low = 0, high = 100 }`)},
	{"Missing close bracket on index", "The square bracket of an index is not closed.", localsWith(`a = [1, 2]`, `b = local.a[0]`)},
	{"Missing close bracket on splat index", "The square bracket of [*] is not closed.", localsWith(`a = [{ n = 1 }]`, `b = local.a[*].n`)},
	{"Missing closing parenthesis", "The bracket that a function's arguments stand in is not closed.", localsWith(`a = max(1, 2)`)},
	{"Missing expression", "A value is expected, and the text ends.", localsWith(`a = 1 + 2`)},
	{"Missing false expression in conditional", "A condition has a value for either case: CONDITION ? YES : NO.", localsWith(`a = 2 > 1 ? 10 : 20`)},
	{"Missing function name", "Behind two colons stands a name.", localsWith(`a = max(1, 2)`)},
	{"Missing key/value separator", "Between name and value of an object stands an equals sign.", localsWith(`a = { low = 0, high = 100 }`)},
	{"Missing map element", "The map has no element of that name.", localsWith(`a = { low = 0 }`, `b = local.a.low`)},
	{"Missing newline after block definition", "Behind a block's closing brace the line ends.", `phase "run" { duration = "1m" }`},
	{"Missing open parenthesis", "Behind the name of a function stand its arguments in brackets.", localsWith(`a = max(1, 2)`)},
	{"Nested splat expression not allowed", "One [*] is enough for what lies inside.", localsWith(`a = [{ n = 1 }, { n = 2 }]`, `b = local.a[*].n`)},
	{"Null condition", "A condition is true or false.", localsWith(`a = 2 > 1 ? 10 : 20`)},
	{"Null value as key", "The names of an object's members are texts.", localsWith(`a = { low = 0, high = 100 }`)},
	{"Operation failed", "The operator has no result for these values.", localsWith(`a = 7 % 3`)},
	{"Splat of null value", "What is null has no elements.", localsWith(`a = [{ n = 1 }]`, `b = local.a[*].n`)},
	{"Unbalanced parentheses", "A bracket that opens must be closed.", localsWith(`a = (1 + 2) * 3`)},
	{"Unclosed configuration body", "A closing brace is missing.", `phase "run" { duration = "1m" }`},
	{"Unclosed index brackets", "The square bracket of an index is not closed.", localsWith(`a = [1, 2]`, `b = local.a[0]`)},
	{"Unclosed template interpolation sequence", "The brace behind ${ is not closed.", localsWith(`a = "room ${1 + 2}"`)},
	{"Unexpected else directive", "An else in a text stands between %{if} and %{endif}.", localsWith(`a = "%{if 2 > 1}busy%{else}idle%{endif}"`)},
	{"Unexpected end of template", "A %{if} is closed by %{endif}, a %{for} by %{endfor}.", localsWith(`a = "%{if 2 > 1}busy%{else}idle%{endif}"`)},
	{"Unterminated function call", "The bracket behind a function's name is not closed.", localsWith(`a = max(1, 2)`)},
	{"Unterminated object constructor expression", "The brace of an object is not closed.", localsWith(`a = { low = 0, high = 100 }`)},
	{"Unterminated string literal", "A text in quotes ends with a quote, on the same line.", localsWith(`a = "a text"`)},
	{"Unterminated template string", "A text in quotes ends with a quote, on the same line.", localsWith(`a = "a text"`)},
	{"Unterminated tuple constructor expression", "The square bracket of a list is not closed.", localsWith(`a = [1, 2]`)},
	{"Variable name required", "Behind a dot stands a name.", localsWith(`a = { low = 0 }`, `b = local.a.low`)},
}

// localsWith is a block of locals with these lines.
func localsWith(lines ...string) string {
	if len(lines) == 1 {
		return "locals { " + lines[0] + " }"
	}
	return "locals {\n  " + strings.Join(lines, "\n  ") + "\n}"
}
