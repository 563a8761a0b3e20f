import InterlockAccess
import Testing

@Suite("Diagnostics")
struct DiagnosticTests {
    private func diagnostic(_ text: String) -> String? {
        do {
            _ = try PolicySet(parsing: text)
            return nil
        } catch {
            return error.diagnostic
        }
    }

    @Test func `show the line with a caret below the token`() {
        let text = "permit (principal, action, resource)\nwhen { \"é\" == contxt.hour };"
        #expect(
            self.diagnostic(text) == """
                error: there is no variable `contxt`; a string needs quotes, an entity `::"id"`
                 --> line 2, column 15
                  |
                2 | when { "é" == contxt.hour };
                  |               ^^^^^^
                """
        )
    }

    @Test func `point into a string's escape`() {
        #expect(
            self.diagnostic("@a(\"né\\q\")") == #"""
                error: `\q` begins no valid escape here
                 --> line 1, column 7
                  |
                1 | @a("né\q")
                  |       ^^
                """#
        )
    }

    @Test func `point behind the end`() {
        #expect(
            self.diagnostic("permit") == """
                error: expected `(`, found the end of the text
                 --> line 1, column 7
                  |
                1 | permit
                  |       ^
                """
        )
    }

    @Test func `cut long lines and replace what does not print`() throws {
        let blank = String(repeating: " ", count: 5000)
        let shown = try #require(self.diagnostic(blank + "\u{7}\u{1B}" + blank))
        #expect(shown.utf8.count < 1000)
        #expect(!shown.unicodeScalars.contains("\u{7}"))
    }

    @Test func `point into JSON`() {
        do {
            _ = try EntityStore(
                parsingJSON:
                    "[{\"uid\": {\"type\": \"A\", \"id\": \"b\"},\n \"attrs\": {\"x\": 1.5}, \"parents\": []}]"
            )
            Issue.record("a floating-point number was accepted")
        } catch {
            #expect(error.code == .invalidValue)
            #expect(error.position?.description == "line 2, column 17")
            #expect(error.diagnostic.contains("2 |  \"attrs\": {\"x\": 1.5}"))
        }
    }

    @Test func `a finding shows its line, also far into a long text`() throws {
        let schema = try Schema(parsing: "entity A; action a appliesTo { principal: A, resource: A };")
        let before = String(repeating: "// \u{E9}\n", count: 5000)
        let text = before + "permit (principal, action, resource)\nwhen { principal.name == 1 };"
        let report = Validator(schema: schema).validate(try PolicySet(parsing: text))
        #expect(
            report.errors.first?.diagnostic("error", of: text, in: "x.cedar") == """
                error: policy0: A has no attribute name (when A asks for Action::"a" to A)
                    --> x.cedar:5002:18
                     |
                5002 | when { principal.name == 1 };
                     |                  ^^^^
                """
        )
    }

    @Test func `a finding shows nothing of a text that is not its own`() throws {
        let schema = try Schema(parsing: "entity A; action a appliesTo { principal: A, resource: A };")
        let report = Validator(schema: schema).validate(
            try PolicySet(parsing: permit(when: "principal.a == 1"))
        )
        #expect(report.errors.first?.diagnostic("error", of: "", in: nil).contains("-->") == true)
    }
}
