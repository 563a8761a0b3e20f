import Testing

@testable import InterlockAccess

@Suite("Hostile schemas")
struct HostileSchemaTests {
    @Test func `deep nesting is refused, on a small stack too`() {
        let depth = 10_000
        let sets = String(repeating: "Set<", count: depth) + "Long" + String(repeating: ">", count: depth)
        let records = String(repeating: "{a: ", count: depth) + "Long" + String(repeating: "}", count: depth)
        onSmallStack {
            #expect(schemaCode("type T = \(sets);") == .limitExceeded)
            #expect(schemaCode("type T = \(records);") == .limitExceeded)
        }
    }

    @Test func `a long chain of types is refused, on a small stack too`() {
        let chain = (0..<10_000).map { "type T\($0) = T\($0 + 1);" }.joined() + "type T10000 = Long;"
        onSmallStack { #expect(schemaCode(chain) == .limitExceeded) }
    }

    @Test func `types that double with each level are refused`() {
        let levels = (0..<60).map { "type T\($0) = {a: T\($0 + 1), b: T\($0 + 1)};" }.joined()
        #expect(schemaCode(levels + "type T60 = Long;") == .limitExceeded)
    }

    @Test func `a hierarchy with too many pairs is refused`() {
        let chain = (0..<3_000).map { "entity T\($0) in [T\($0 + 1)];" }.joined() + "entity T3000;"
        #expect(schemaCode(chain) == .limitExceeded)
    }

    @Test func `too many kinds of requests are refused`() {
        let names = (0..<1_100).map { "T\($0)" }.joined(separator: ", ")
        let text = "entity \(names); action a appliesTo {principal: [\(names)], resource: [\(names)]};"
        #expect(schemaCode(text) == .limitExceeded)
    }

    @Test func `a text longer than the budget is refused`() {
        let limits = ParsingLimits(maximumByteCount: 8, maximumDepth: 32)
        #expect(schemaCode("entity LongName;", limits: limits) == .limitExceeded)
    }

    @Test func `no cut of a schema traps`() {
        let text =
            "@a(\"b\") namespace N { entity A in [B] = {\"x\"?: Set<Long>} tags String; entity B; "
            + "entity E enum [\"e\"]; action a in [b] appliesTo {principal: A, resource: [B]}; action b; }"
        for end in text.indices.dropFirst() {
            #expect(schemaCode(String(text[..<end])) != nil)
        }
        #expect(schemaCode(text) == nil)
    }
}
