// Package codec turns the values of one reading into the bytes of its message.
// A Layout is compiled once per model into static text and slots; appending a
// message copies the text and writes the slots, with no reflection, no maps and
// no allocation. It is a leaf: it knows nothing of scenarios or plans.
//
//	layout := codec.Default(codec.Model{
//		Name:    "IOT-SENSOR-V2",
//		Sensors: []codec.Sensor{{Name: "temperature", Unit: "°C", Kind: codec.Number}},
//	})
//	buffer = layout.Append(buffer[:0], &reading)
//
// Everything that is fixed by the model, down to escaped names and units, is
// rendered by the compiler. What differs from place to place is rendered once a
// place (Layout.Place). A slot with few outcomes, such as a status, is rendered
// ahead for each of them, together with the text around it. A message of the
// author's own shape (Model.Payload) is made of the same slots as the default.
//
// Nothing here can fail while a message is made: text that is no UTF-8 and
// numbers that JSON cannot hold have a defined form.
package codec
