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
}
