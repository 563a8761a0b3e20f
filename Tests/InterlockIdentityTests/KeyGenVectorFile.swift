import FoundationEssentials
import InterlockCrypto
import Testing

@testable import InterlockIdentity

/// A file of the package's `Vectors` folder.
struct VectorFile<Case: Decodable>: Decodable {
    let description: String
    let source: String
    let format: String
    let cases: [Case]

    static func cases(_ name: String) throws -> [Case] {
        let root = URL(filePath: #filePath).appending(path: "../../../Vectors").standardized
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: root.appending(path: name))).cases
    }
}

/// What a case expects.
enum ExpectedResult: String, Decodable, Sendable {
    case valid, invalid
}

/// The bytes that a vector writes in hexadecimal.
func bytes(_ hex: String, _ location: SourceLocation = #_sourceLocation) throws -> [UInt8] {
    try #require([UInt8](hex: hex), sourceLocation: location)
}

/// A level by its number of bits.
func level(_ bits: Int) throws -> SecurityLevel { try #require(SecurityLevel(rawValue: bits)) }
