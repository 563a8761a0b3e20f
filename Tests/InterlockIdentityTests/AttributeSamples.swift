import InterlockCrypto
import TestSupport

@testable import InterlockIdentity

/// Attribute sets to test with.
enum AttributeSamples {
    static let wallet = "0x52908400098527886E0F7030069857D2E4169EE7"

    static let values: [String: AttributeValue] = [
        "identity": .string("household-017"),
        "type": .string("prosumer"),
        "permissions": .stringSet(["SubmitDemand", "SubmitSupply"]),
        "credit": .integer(720),
        "wallet": .string(Self.wallet),
        "feeder": .string("LV5.201"),
        "peakLoadW": .integer(4_000),
        "green": .boolean(true),
    ]

    static func household(_ changes: [String: AttributeValue?] = [:]) throws(IdentityError) -> AttributeSet {
        var values = Self.values
        for (name, value) in changes { values[name] = value }
        return try AttributeSet(values: values)
    }

    /// A set that keeps all rules, the standard schema's too if `isStandard`.
    static func random(
        using generator: inout SeededGenerator,
        isStandard: Bool = false
    ) throws -> AttributeSet {
        var values: [String: AttributeValue] = [
            "identity": .string("h\(UInt32.random(in: 0...9_999, using: &generator))"),
            "type": .string(ParticipantType.allCases.randomElement(using: &generator)?.rawValue ?? ""),
            "permissions": .stringSet(Self.members(using: &generator)),
            "credit": .integer(.random(in: 0...1_000, using: &generator)),
            "wallet": .string(
                "0x" + (0..<20).map { _ in [UInt8.random(in: 0...255, using: &generator)].hexString }.joined()
            ),
        ]
        if Bool.random(using: &generator) { values["green"] = .boolean(.random(using: &generator)) }
        if Bool.random(using: &generator) { values["feeder"] = .string(Self.text(using: &generator)) }
        if Bool.random(using: &generator) {
            values["peakLoadW"] = .integer(.random(in: 0...1_000_000_000, using: &generator))
        }
        guard !isStandard else { return try AttributeSet(values: values) }
        for index in 0..<Int.random(in: 0...20, using: &generator) {
            values["x\(index)"] =
                switch Int.random(in: 0...3, using: &generator) {
                case 0: .integer(.random(in: .min ... .max, using: &generator))
                case 1: .boolean(.random(using: &generator))
                case 2: .stringSet(Self.members(using: &generator))
                default: .string(Self.text(using: &generator))
                }
        }
        return try AttributeSet(values: values)
    }

    private static func members(using generator: inout SeededGenerator) -> Set<String> {
        let texts = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
            Self.text(using: &generator).filter { $0 != "," }
        }
        return Set(texts.filter { !$0.isEmpty })
    }

    private static func text(using generator: inout SeededGenerator) -> String {
        let alphabet: [Character] = ["a", "B", "7", " ", "\"", "\\", "<", "&", ",", "ä", "電", "😀", "/", "'"]
        return String(
            (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? "a"
            }
        )
    }
}
