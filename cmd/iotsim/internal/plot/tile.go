package plot

// TileWidth is how many pixels wide a tile is, TileColumns how many columns its chart
// has to have.
const (
	TileWidth   = 400
	TileColumns = TileWidth - leftMargin - tileMargin

	tileMargin = 12
	tileHeight = 110
)

// Tile draws a chart alone and small, to stand among others on a page.
func Tile(clock Clock, c *Chart) string {
	var body picture
	s := &svgChart{Chart: c, picture: &body, clock: clock, left: leftMargin, top: titleHeight, width: TileColumns, height: tileHeight}
	s.scale = c.scale(tileHeight / 40)
	s.draw()
	var out picture
	out.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img" font-size="%d">`+"\n", TileWidth, s.tall()+4, textSize)
	out.printf("<title>%s</title>\n", escape(name([]*Chart{c})))
	return out.String() + body.String() + "</svg>\n"
}

const barsHeight = 64

// Bars draws how much each of some has, with a line at the mean.
func Bars(values []int64, mean float64) string {
	top := max(mean, 1)
	for _, v := range values {
		top = max(top, float64(v))
	}
	var out picture
	out.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img" preserveAspectRatio="none">`+"\n", TileWidth, barsHeight)
	wide := float64(TileWidth) / float64(max(len(values), 1))
	for i, v := range values {
		high := float64(v) / top * (barsHeight - 2)
		out.rect(float64(i)*wide+wide*0.08, barsHeight-high, wide*0.84, high, `fill="`+blue+`" opacity="0.55"`)
	}
	y := px(barsHeight - mean/top*(barsHeight-2))
	out.path("M0 "+y+"H"+px(TileWidth), `stroke="`+inkDark+`" stroke-width="1" stroke-dasharray="4 3"`)
	return out.String() + "</svg>\n"
}
