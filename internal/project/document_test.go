package project_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// The Chinese README is the document that the requirement asks for: its title, its
// parts and their weights are given. What it quotes is held against the code.
const document = "README.zh-CN.md"

func readDocument(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, document))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// inOrder wants lines to stand in a text, each behind the one before.
func inOrder(t *testing.T, text string, lines []string) {
	t.Helper()
	for _, line := range lines {
		_, rest, found := strings.Cut(text, line)
		if !found {
			t.Errorf("%q is not there, or not behind what comes before it", line)
			continue
		}
		text = rest
	}
}

func TestDocumentHasTheRequiredShape(t *testing.T) {
	text := readDocument(t)
	if title := "# Step 2.1: Kafka生产者实现 - 高性能设备数据流生成器\n"; !strings.HasPrefix(text, title) {
		t.Errorf("the title is not %q", title)
	}
	inOrder(t, text, []string{
		"\n## 第一部分：技术亮点展示\n", "\n### 1. 项目技术亮点\n", "\n### 2. 技术选型与架构设计\n", "\n### 3. 核心架构设计\n",
		"\n## 第二部分：核心实现展示\n", "\n### 4. 开发实施计划\n", "\n### 5. 核心架构设计规范\n", "\n### 6. 技术特性演示\n",
		"\n## 第三部分：运维与部署\n", "\n### 7. Docker容器化\n", "\n### 8. 基础监控\n",
		"\n## 第四部分：项目成果\n", "\n### 9. 功能演示与测试\n", "\n### 10. GitHub展示要点\n",
		"\n### 展示要点总结\n", "\n### 技术栈掌握程度\n", "\n### 完整的架构设计总结\n", "\n### 代码实现清单和规范\n", "\n### Step 2.2 预览\n",
	})
	inOrder(t, text, []string{
		"第一阶段**（第1-2天）", "Step 2.1.1: Kafka生产者配置和连接管理", "Step 2.1.2: 消息序列化和分区策略",
		"第二阶段**（第3-4天）", "Step 2.1.3: 设备数据生成算法实现", "Step 2.1.4: 多设备并发模拟引擎",
		"第三阶段**（第5-6天）", "Step 2.1.5: 性能监控和指标收集", "Step 2.1.6: 错误处理和重试机制",
		"第四阶段**（第7-8天）", "Step 2.1.7: 性能调优和内存优化", "Step 2.1.8: 命令行工具和配置管理",
	})
	kinds := map[string]bool{}
	for _, diagram := range regexp.MustCompile("(?m)^```mermaid\n(\\w+)").FindAllStringSubmatch(text, -1) {
		kinds[diagram[1]] = true
	}
	for _, kind := range []string{"flowchart", "sequenceDiagram", "stateDiagram"} {
		if !kinds[kind] {
			t.Errorf("there is no diagram of kind %s", kind)
		}
	}
}

// Length and weights are of Chinese characters outside of code and diagrams.
func TestDocumentHasTheRequiredLength(t *testing.T) {
	prose := regexp.MustCompile("(?s)```.*?```").ReplaceAllString(readDocument(t), "")
	length := func(text string) int {
		n := 0
		for _, r := range text {
			if unicode.Is(unicode.Han, r) {
				n++
			}
		}
		return n
	}
	all := length(prose)
	if all < 6000 || all > 8000 {
		t.Errorf("%d characters, not 6,000 to 8,000", all)
	}
	parts := strings.Split(prose, "\n## ")[1:]
	sum := 0
	for _, part := range parts[:4] {
		sum += length(part)
	}
	for i, weight := range []float64{35, 45, 10, 10} {
		if share := 100 * float64(length(parts[i])) / float64(sum); share < weight-5 || share > weight+5 {
			t.Errorf("part %d has %.1f%% of the parts, not %.0f%% ± 5", i+1, share, weight)
		}
	}
}

// packages are the folders whose declarations the document quotes. A block without
// a comment that names one is of engine.
var packageComment = regexp.MustCompile(`(?m)^// package (\S+)\n`)

func TestDocumentQuotesDeclarationsAsTheyAre(t *testing.T) {
	quoted := 0
	for _, b := range blocks(t, filepath.Join(root, document)) {
		if b.kind != "go" {
			continue
		}
		text := strings.Join(b.lines, "\n") + "\n"
		if !packageComment.MatchString(text) {
			text = "// package engine\n" + text
		}
		at := packageComment.FindAllStringSubmatchIndex(text, -1)
		for i, m := range at {
			end := len(text)
			if i+1 < len(at) {
				end = at[i+1][0]
			}
			quoted += wantDeclarations(t, b, text[m[2]:m[3]], text[m[1]:end])
		}
	}
	if quoted < 20 {
		t.Errorf("only %d declarations are quoted", quoted)
	}
}

// wantDeclarations compares functions whole and types field by field: a type may be
// quoted in part, in its order, with or without comments.
func wantDeclarations(t *testing.T, b block, folder, text string) int {
	t.Helper()
	files := token.NewFileSet()
	quoted, err := parser.ParseFile(files, document, "package p\n"+text, 0)
	if err != nil {
		t.Errorf("line %d: %v", b.line, err)
		return 0
	}
	known := declarations(t, folder)
	for _, d := range quoted.Decls {
		name, parts := described(files, d)
		have, ok := known[name]
		if !ok {
			t.Errorf("line %d: %s declares no %s", b.line, folder, name)
			continue
		}
		for _, part := range parts {
			i := slices.Index(have, part)
			if i < 0 {
				t.Errorf("line %d: %s of %s has no %q, or not in this order", b.line, name, folder, part)
				continue
			}
			have = have[i+1:]
		}
	}
	return len(quoted.Decls)
}

// declarations are those of a folder, by name.
func declarations(t *testing.T, folder string) map[string][]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no package in %s: %v", folder, err)
	}
	all := map[string][]string{}
	files := token.NewFileSet()
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if name, parts := described(files, d); name != "" {
				all[name] = parts
			}
		}
	}
	return all
}

// described is a declaration's name, and its parts: the signature of a function,
// the fields or methods of a type.
func described(files *token.FileSet, d ast.Decl) (name string, parts []string) {
	show := func(n any) string {
		var b strings.Builder
		if err := format.Node(&b, files, n); err != nil {
			return err.Error()
		}
		return strings.Join(strings.Fields(b.String()), " ")
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		d.Body, d.Doc = nil, nil
		name = d.Name.Name
		if d.Recv != nil {
			name = show(d.Recv.List[0].Type) + "." + name
		}
		return name, []string{show(d)}
	case *ast.GenDecl:
		if d.Tok != token.TYPE || len(d.Specs) != 1 {
			return "", nil
		}
		s := d.Specs[0].(*ast.TypeSpec)
		var fields *ast.FieldList
		switch of := s.Type.(type) {
		case *ast.StructType:
			fields = of.Fields
		case *ast.InterfaceType:
			fields = of.Methods
		default:
			return s.Name.Name, []string{show(s)}
		}
		for _, f := range fields.List {
			f.Doc, f.Comment = nil, nil
			text := show(f.Type)
			for i := len(f.Names) - 1; i >= 0; i-- {
				text = f.Names[i].Name + " " + text
			}
			if f.Tag != nil {
				text += " " + f.Tag.Value
			}
			parts = append(parts, text)
		}
		return s.Name.Name, parts
	}
	return "", nil
}

// JSON is messages, and labels as the reference has them.
func TestDocumentQuotesTheMessage(t *testing.T) {
	for _, b := range blocks(t, filepath.Join(root, document)) {
		if b.kind != "json" {
			continue
		}
		for i, line := range b.lines {
			if slices.ContainsFunc(engine.LabelKinds(), func(k engine.LabelKind) bool { return k.Example == line }) {
				continue
			}
			var m engine.Message
			if err := json.Unmarshal([]byte(line), &m); err != nil {
				t.Fatal(err)
			}
			if text, err := json.Marshal(m); err != nil || string(text) != line {
				t.Errorf("line %d: read and written it is\n%s (%v)", b.line+i, text, err)
			}
		}
	}
}

// rows are the rows of the table that begins with a header.
func rows(t *testing.T, text, header string) [][]string {
	t.Helper()
	_, rest, found := strings.Cut(text, "\n"+header+"\n")
	if !found {
		t.Fatalf("no table has the header %q", header)
	}
	var all [][]string
	for line := range strings.Lines(rest) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			break
		}
		if strings.HasPrefix(line, "|--") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		all = append(all, cells)
	}
	return all
}

func TestDocumentCountsEveryCombination(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "scenarios/factory.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	table := rows(t, readDocument(t), "| 设备数 | 3 秒 | 5 秒 | 10 秒 |")
	if len(table) != 7 {
		t.Fatalf("%d rows", len(table))
	}
	for _, row := range table {
		for i, interval := range []string{"3s", "5s", "10s"} {
			devices := strings.ReplaceAll(row[0], ",", "")
			s, _, diags := schema.Decode([]schema.Source{{Name: "factory.hcl", Text: text}},
				schema.Options{Vars: map[string]string{"devices": devices, "interval": interval}})
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			plan, diags := engine.Compile(s, engine.CompileOptions{})
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			if got := strings.ReplaceAll(row[i+1], ",", ""); got != strconv.FormatInt(plan.Totals.Published, 10) {
				t.Errorf("%s devices every %s: the document has %s, the plan %d", devices, interval, row[i+1], plan.Totals.Published)
			}
		}
	}
}

func TestDocumentHasTheDefaultsOfTheSink(t *testing.T) {
	var kafka *schema.BlockType
	for _, s := range schema.SinkTypes() {
		if s.Name == "kafka" {
			kafka = s
		}
	}
	defaults := map[string]string{}
	for _, a := range kafka.Arguments {
		defaults[a.Name] = strings.Trim(a.Default, `"`)
	}
	for _, row := range rows(t, readDocument(t), "| 参数 | 默认值 | 说明 |") {
		name := strings.Trim(row[0], "`")
		want, known := defaults[name]
		if !known {
			t.Errorf("a kafka sink has no argument %q", name)
		}
		if got, quoted := strings.CutPrefix(row[1], "`"); want != "" && (!quoted || strings.Trim(got, "`") != want) {
			t.Errorf("%s: the document says %s, the default is %q", name, row[1], want)
		}
		delete(defaults, name)
	}
	for name := range defaults {
		t.Errorf("the argument %q is left out", name)
	}
}

// What stands in backticks and looks like a file, a target of make, a flag or a
// metric must be one.
func TestDocumentNamesWhatThereIs(t *testing.T) {
	text := regexp.MustCompile("(?s)```.*?```").ReplaceAllString(readDocument(t), "")
	makefile := readFile(t, "Makefile")
	commands, telemetry := readAll(t, "cmd/iotsim"), readAll(t, "internal/telemetry")
	required := []string{ // files of the requirement, in the table that says what took their place
		"cmd/producer", "internal/services/producer", "scripts/generate-data.sh", "deployments/docker/", "cmd/producer/main.go", "deployments/docker",
		"internal/config/producer.go", "internal/models",
	}
	for _, m := range regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(text, -1) {
		switch name := m[1]; {
		case slices.Contains(required, name):
		case strings.HasPrefix(name, "make "):
			target := strings.Fields(name)[1]
			if !strings.Contains(makefile, "\n"+target+":") {
				t.Errorf("there is no %q", name)
			}
		case strings.HasPrefix(name, "iotsim_"):
			if metric := strings.TrimPrefix(name, "iotsim_"); !strings.Contains(telemetry, strconv.Quote(metric)) {
				t.Errorf("there is no metric %s", name)
			}
		case strings.HasPrefix(name, "--"):
			flag, _, _ := strings.Cut(strings.TrimPrefix(strings.Fields(name)[0], "--"), "=")
			if !strings.Contains(commands, strconv.Quote(flag)) {
				t.Errorf("there is no flag %s", name)
			}
		case regexp.MustCompile(`^(cmd|engine|schema|internal|scenarios|deployments|testdata)(/[\w.-]+)*$`).MatchString(name):
			if _, err := os.Stat(filepath.Join(root, name)); err != nil {
				t.Error(err)
			}
		}
	}
}

// Figures that were measured are README.md's, which are those of make bench.
func TestDocumentShowsTheMeasuredTable(t *testing.T) {
	table := func(text string) string {
		_, rest, found := strings.Cut(text, "\n"+figuresHeader)
		if !found {
			t.Fatalf("no table begins with %q", figuresHeader)
		}
		table, _, _ := strings.Cut(rest, "\n\n")
		return table
	}
	if got, want := table(readDocument(t)), table(readFile(t, "README.md")); got != want {
		t.Errorf("it is not README.md's:\n%s", got)
	}
}

// The clients were measured by make compare-clients, which keeps its own table.
func TestDocumentShowsTheMeasuredClients(t *testing.T) {
	measured := map[string][]string{}
	for _, row := range rows(t, readFile(t, "testdata/clients/comparison.md"), "| client | version | idempotent | records/s | CPU µs a record | allocations a record | memory MB | ack p99 ms | at a kill: failed | lost | doubled | reordered |") {
		measured[row[0]+" "+row[1]] = row
	}
	table := rows(t, readDocument(t), "| 客户端 | 幂等 | 条/秒 | 每条 CPU 微秒 | 每条分配次数 | 内存 MB | 确认 p99 毫秒 | Broker 被杀：失败 / 丢失 / 重复 / 乱序 |")
	if len(table) != len(measured) || len(table) < 3 {
		t.Errorf("%d clients of %d", len(table), len(measured))
	}
	for _, row := range table {
		of, ok := measured[row[0]]
		if !ok {
			t.Errorf("%s was not measured", row[0])
			continue
		}
		if got, want := slices.Concat(row[2:7], strings.Split(row[7], " / ")), of[3:]; !slices.Equal(got, want) {
			t.Errorf("%s: %v, measured were %v", row[0], got, want)
		}
	}
}

// What fleets take is of the table that make curves keeps, some rows and columns of it.
func TestDocumentShowsTheMeasuredFleets(t *testing.T) {
	measured := rows(t, readFile(t, measuredTable), "| devices | every | planned msg/s | reached | cores | memory MB | lag ms | acknowledged ms | making p99 µs | longest µs |")
	table := rows(t, readDocument(t), "| 设备 | 计划条/秒 | 实到条/秒 | 核 | 内存 MB | 滞后 p99 ms | 确认 p99 ms |")
	if len(table) < 5 {
		t.Errorf("only %d rows", len(table))
	}
	for _, row := range table {
		i := slices.IndexFunc(measured, func(m []string) bool { return m[0] == row[0] && m[1] == "3s" })
		if i < 0 {
			t.Errorf("%s devices every 3 s were not measured", row[0])
		} else if want := slices.Concat(measured[i][:1], measured[i][2:8]); !slices.Equal(row, want) {
			t.Errorf("the row must be\n| %s |", strings.Join(want, " | "))
		}
	}
}

// Alerts are those that Prometheus is given, in their order.
func TestDocumentNamesEveryAlert(t *testing.T) {
	var got, want []string
	for _, row := range rows(t, readDocument(t), "| 告警 | 条件 | 级别 |") {
		got = append(got, row[0]+" "+row[2])
	}
	rule := regexp.MustCompile(`(?s)- alert: (\w+)\n.*?severity: (\w+)\n`)
	for _, m := range rule.FindAllStringSubmatch(readFile(t, "deployments/prometheus/alerts.yml"), -1) {
		want = append(want, m[1]+" "+m[2])
	}
	if !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("%v, the rules are %v", got, want)
	}
}

// readAll is the Go files of a folder, one behind the other.
func readAll(t *testing.T, folder string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatal(fmt.Errorf("no Go files in %s: %w", folder, err))
	}
	var b strings.Builder
	for _, name := range names {
		b.WriteString(readFile(t, strings.TrimPrefix(name, root+"/")))
	}
	return b.String()
}
