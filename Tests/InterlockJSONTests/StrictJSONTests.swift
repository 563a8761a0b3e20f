import InterlockJSON
import TestSupport
import Testing

@Suite("JSON that people write")
struct StrictJSONTests {
    private enum Colour: String, Decodable, CaseIterable { case red, green }

    private struct Inner: Decodable, Equatable {
        var tick: Int64?
        var colour: Colour?
    }

    private struct Order: Decodable {
        var buyer: String
        var energy: Int64
        var validUntil: String?
        var inner: Inner?
        var names: [String]?
        var small: UInt8?
        var count: UInt64?
        var byName: [String: Int]?
    }

    /// Another type that reads members of the same object, as orders' conditions do.
    private struct Split: Decodable {
        var order: Order
        var extra: Int

        private enum Keys: String, CodingKey { case extra }

        init(from decoder: any Decoder) throws {
            self.order = try Order(from: decoder)
            self.extra = try decoder.container(keyedBy: Keys.self).decode(Int.self, forKey: .extra)
        }
    }

    private func fault<Value: Decodable>(_ type: Value.Type, _ text: String) -> JSONFault? {
        do {
            _ = try StrictJSON.decode(type, from: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    private static let refused: [(text: String, code: JSONFault.Code, description: String)] = [
        (
            "{\"buyer\": \"a\", \"energy\": 1,\n \"validuntil\": \"x\"}", .unknownMember,
            "2:2: unknown member \"validuntil\"; did you mean \"validUntil\"?"
        ),
        (
            #"{"buyer": "a", "energy": 1, "inner": {"tick": 1, "qqqqqq": 2}}"#, .unknownMember,
            "1:50: inner: unknown member \"qqqqqq\"; known are colour, tick"
        ),
        (
            #"{"buyer": "a", "energy": 1, "energy": 2}"#, .duplicateName,
            "1:29: there is another member \"energy\" in this object"
        ),
        (
            #"{"buyer": "a", "energy": 1, "byName": {"\u00e9": 1, "e\u0301": 2}}"#, .duplicateName,
            "1:53: byName: there is another member \"é\", in another Unicode form"
        ),
        (
            #"{"buyer": "a", "energy": 1.0000000000000000000001}"#, .invalidValue,
            "1:26: energy: expected a whole number, found 1.0000000000000000000001"
        ),
        (
            #"{"buyer": "a", "energy": 1.0}"#, .invalidValue,
            "1:26: energy: expected a whole number, found 1.0"
        ),
        (
            #"{"buyer": "a", "energy": 1e2}"#, .invalidValue,
            "1:26: energy: expected a whole number, found 1e2"
        ),
        (
            #"{"buyer": "a", "energy": 9223372036854775808}"#, .invalidValue,
            "1:26: energy: expected a whole number, found 9223372036854775808"
        ),
        (
            #"{"buyer": "a", "energy": 1, "small": 256}"#, .invalidValue,
            "1:38: small: expected a whole number from 0 to 255, found 256"
        ),
        (#"{"buyer": 7, "energy": 1}"#, .invalidValue, "1:11: buyer: expected a text in quotes, found 7"),
        (
            #"{"buyer": null, "energy": 1}"#, .invalidValue,
            "1:11: buyer: expected a text in quotes, found null"
        ),
        (#"{"energy": 1}"#, .missingMember, "1:1: the member \"buyer\" is missing"),
        (
            #"{"buyer": "a", "energy": 1, "names": ["a", 2]}"#, .invalidValue,
            "1:44: names[1]: expected a text in quotes, found 2"
        ),
        (
            #"{"buyer": "a", "energy": 1, "names": {}}"#, .invalidValue,
            "1:38: names: expected a list in brackets, found an object"
        ),
        (#"[]"#, .invalidValue, "1:1: expected an object in braces, found an array"),
        (
            #"{"buyer": "a", "energy": 1, "inner": {"colour": "blue"}}"#, .invalidValue,
            "1:49: inner.colour: expected one of \"red\", \"green\", found \"blue\""
        ),
        ("{\"buyer\": \"a\",\n\n}", .syntax, "3:1: expected a name in quotes here"),
        ("", .syntax, "1:1: expected a value here"),
        ("{} {}", .syntax, "1:4: the JSON text goes on after its value"),
        (#"{"buyer": "\ud800", "energy": 1}"#, .invalidEscape, "1:12: no valid escape"),
        (#"{"buyer": "a", "energy": 01}"#, .syntax, "1:26: a number does not begin with zeros"),
        (#"{"buyer": "a", "energy": 1.}"#, .syntax, "1:28: expected a digit here"),
    ]

    @Test(arguments: refused.indices)
    func `a fault is named with its place`(index: Int) {
        let (text, code, description) = Self.refused[index]
        let found = self.fault(Order.self, text)
        #expect(found?.code == code, "\(text)")
        #expect(found?.description == description)
    }

    @Test func `what is right is read`() throws {
        let text = """
            \u{feff}{"buyer": "B\\u00fcrger \\ud83d\\ude00", "energy": -5, "inner": {"tick": null, "colour": "green"},
             "names": [], "count": 18446744073709551615, "byName": {"x": 1, "y": 2}}
            """
        let order = try StrictJSON.decode(Order.self, from: Array(text.utf8))
        #expect(order.buyer == "Bürger 😀")
        #expect(order.energy == -5)
        #expect(order.inner == Inner(tick: nil, colour: .green))
        #expect(order.count == .max)
        #expect(order.byName == ["x": 1, "y": 2])
    }

    @Test func `two types may share an object, and a member that neither knows is refused`() throws {
        let text = #"{"buyer": "a", "energy": 1, "extra": 2}"#
        #expect(try StrictJSON.decode(Split.self, from: Array(text.utf8)).extra == 2)
        #expect(self.fault(Split.self, text.replacing("2}", with: "2, \"mor\": 3}"))?.code == .unknownMember)
        #expect(self.fault(Order.self, text)?.code == .unknownMember)
    }

    @Test func `members of other people's formats may be passed over, doubled ones never`() throws {
        let text = #"{"buyer": "a", "energy": 1, "more": 2}"#
        let order = try StrictJSON.decode(
            Order.self,
            from: Array(text.utf8),
            ignoringUnknownMembers: true
        )
        #expect(order.energy == 1)
        #expect(throws: JSONFault.self) {
            try StrictJSON.decode(
                Order.self,
                from: Array(#"{"buyer": "a", "energy": 1, "energy": 1}"#.utf8),
                ignoringUnknownMembers: true
            )
        }
    }

    @Test func `texts that are not UTF-8 are refused, and so is what is too deep`() {
        let bytes = Array(#"{"buyer": ""#.utf8) + [0xC3, 0x28] + Array(#"", "energy": 1}"#.utf8)
        #expect(throws: JSONFault.self) { try StrictJSON.decode(Order.self, from: bytes) }
        let deep = String(repeating: "[", count: 100_000)
        #expect(self.fault([String].self, deep)?.code == .limitExceeded)
    }

    @Test func `no bytes trap`() {
        var generator = SeededGenerator(seed: 13)
        let seeds = Self.refused.map { Array($0.text.utf8) }
        for _ in 0..<20_000 {
            var bytes = seeds.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            do {
                _ = try StrictJSON.decode(Split.self, from: bytes)
            } catch {
                #expect(error.line >= 1 && error.column >= 1 && !error.reason.isEmpty)
            }
        }
    }

    @Test(arguments: [
        ("validuntil", "validUntil"), ("timeinforce", "timeInForce"), ("minimumFillWH", "minimumFillWh"),
        ("lst", "list"), ("sgn", "sign"), ("verfy", "verify"), ("ishue", "issue"),
    ])
    func `a misspelt word finds the one that was meant`(word: String, meant: String) {
        let words = ["validUntil", "timeInForce", "minimumFillWh", "list", "sign", "verify", "issue", "show"]
        #expect(Spelling.nearest(to: word, among: words) == meant)
    }

    @Test func `a word like no other finds none`() {
        #expect(Spelling.nearest(to: "nonsense", among: ["list", "sign"]) == nil)
        #expect(Spelling.nearest(to: "", among: ["list", "sign"]) == nil)
    }
}
