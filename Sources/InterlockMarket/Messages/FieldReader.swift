package import InterlockCrypto
package import InterlockIdentity

/// Reads a deterministic CBOR map with integer labels: some that must be there, some that may, and no others.
package struct FieldReader {
    private let fields: CBORMap
    private let what: String

    package init(_ bytes: [UInt8], count: Int, optional: [Int64] = [], what: String) throws(MarketError) {
        do {
            try self.init(CBOR(decoding: bytes), count: count, optional: optional, what: what)
        } catch let error as CryptoError {
            throw MarketError(.malformed, "\(what): \(error.reason)")
        } catch let error as MarketError {
            throw error
        } catch {
            throw MarketError(.malformed, "\(what): \(error)")
        }
    }

    /// Takes a map of `count` fields, each of which is then read, and of those `optional` ones that are there.
    package init(_ value: CBOR, count: Int, optional: [Int64] = [], what: String) throws(MarketError) {
        guard let fields = value.mapValue,
            fields.count == count + optional.count(where: { fields[.integer($0)] != nil })
        else {
            throw MarketError(.malformed, "\(what): not a map of \(count) fields")
        }
        self.fields = fields
        self.what = what
    }

    package func has(_ label: Int64) -> Bool { self.fields[.integer(label)] != nil }

    package func value(_ label: Int64, _ name: String) throws(MarketError) -> CBOR {
        guard let value = self.fields[.integer(label)] else {
            throw self.malformed(label, name, "is missing")
        }
        return value
    }

    package func text(_ label: Int64, _ name: String) throws(MarketError) -> String {
        guard let text = try self.value(label, name).textValue else {
            throw self.malformed(label, name, "is not text")
        }
        return text
    }

    package func integer(_ label: Int64, _ name: String) throws(MarketError) -> Int64 {
        guard let number = try self.value(label, name).integerValue else {
            throw self.malformed(label, name, "is not a 64-bit integer")
        }
        return number
    }

    package func natural(_ label: Int64, _ name: String) throws(MarketError) -> UInt64 {
        guard case .unsigned(let number) = try self.value(label, name) else {
            throw self.malformed(label, name, "is not a natural number")
        }
        return number
    }

    package func bytes(_ label: Int64, _ name: String) throws(MarketError) -> [UInt8] {
        guard let bytes = try self.value(label, name).bytesValue else {
            throw self.malformed(label, name, "is not a byte string")
        }
        return bytes
    }

    package func digest(_ label: Int64, _ name: String) throws(MarketError) -> Digest {
        let bytes = try self.bytes(label, name)
        guard let digest = try? Digest(rawRepresentation: bytes) else {
            throw self.malformed(label, name, "is not 32 bytes")
        }
        return digest
    }

    package func participant(_ label: Int64, _ name: String) throws(MarketError) -> ParticipantID {
        guard let participant = try? ParticipantID(self.text(label, name)) else {
            throw self.malformed(label, name, "is not a participant id")
        }
        return participant
    }

    package func array(_ label: Int64, _ name: String) throws(MarketError) -> [CBOR] {
        guard let values = try self.value(label, name).arrayValue else {
            throw self.malformed(label, name, "is not an array")
        }
        return values
    }

    package func malformed(_ label: Int64, _ name: String, _ reason: String) -> MarketError {
        MarketError(.malformed, "\(self.what): field \(label) (\(name)) \(reason)")
    }
}
