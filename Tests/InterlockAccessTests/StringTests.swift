import TestSupport
import Testing

@testable import InterlockAccess

@Suite("Strings and patterns")
struct StringTests {
    @Test(arguments: [
        (#""\n\r\t\\\0\'\"""#, "\n\r\t\\\0'\""), (#""\x41\x7f""#, "A\u{7F}"), (#""\u{1F600}\u{41}""#, "😀A"),
        (#""\u{0_0004_1_}""#, "A"), ("\"a\nb\"", "a\nb"), (#""ünïcode""#, "ünïcode"),
    ])
    func `escapes stand for characters`(literal: String, text: String) throws {
        #expect(try EntityUID(parsing: "T::\(literal)").id.isExactly(text))
    }

    @Test(arguments: [
        #"\q"#, #"\x80"#, #"\x4"#, #"\xG1"#, #"\u{110000}"#, #"\u{D800}"#, #"\u{}"#, #"\u{_1}"#,
        #"\u{0000041}"#,
        #"\u41"#, #"\u{1f600"#, #"\*"#, "a\rb",
    ])
    func `other escapes are refused`(inside: String) {
        #expect(parsingCode(permit(when: "\"\(inside)\" == \"\"")) == .invalidEscape)
    }

    @Test func `a string must end`() {
        #expect(parsingCode("@a(\"never") == .invalidToken)
        #expect(parsingCode("@a(\"never\\\n\")") == .invalidToken)
    }

    @Test(arguments: [
        ("", ""), ("abc", "abc"), ("abc", "*"), ("abc", "a*"), ("abc", "*c"), ("abc", "*b*"), ("", "*"),
        ("", "***"),
        ("a*c", #"a\*c"#), ("aXbXc", "a*b*c"), ("aaab", "*aab"), ("mississippi", "*iss*ip*"), ("é", "*"),
        ("a\nb", #"a\nb"#), ("*", #"\x2a"#), ("\r\n", #"\r*"#),
    ])
    func `text matches a pattern`(text: String, pattern: String) throws {
        #expect(try StringEscapes.pattern(pattern).matches(text))
    }

    @Test(arguments: [
        ("abc", ""), ("", "a"), ("abc", "ab"), ("abc", "bc"), ("abc", "a*d"), ("aXc", #"a\*c"#), ("ab", "*a"),
        ("e\u{301}", "é"), ("mississippi", "*iss*iss*iss*"),
    ])
    func `text does not match a pattern`(text: String, pattern: String) throws {
        #expect(try !StringEscapes.pattern(pattern).matches(text))
    }

    @Test func `matching needs no more than text times pattern`() throws {
        let pattern = try StringEscapes.pattern(String(repeating: "a*", count: 300) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 3000)))
    }

    @Test func `quoting and reading give the text back`() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let limit: UInt32 = Bool.random(using: &random) ? 0x7F : 0x10FFFF
                if let scalar = Unicode.Scalar(UInt32.random(in: 0...limit, using: &random)) {
                    scalars.append(scalar)
                }
            }
            let uid = EntityUID(type: "A::B", id: String(scalars))
            #expect(try EntityUID(parsing: uid.description) == uid)
        }
    }
}
