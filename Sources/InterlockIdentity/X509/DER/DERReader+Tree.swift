internal import InterlockCrypto

extension DERReader {
    /// How deep elements may stand in one another: a certificate's names stand five deep.
    static let depthLimit = 16

    /// Says that every element down to the last is DER, those included that nobody here takes apart.
    ///
    /// What an OCTET STRING holds is not looked into: that is for whoever reads it. Each byte is passed once a
    /// level, so the time is bounded by the size times ``depthLimit``.
    func checkTree(depth: Int = 0) throws(IdentityError) {
        guard depth < Self.depthLimit else { throw self.error("elements stand too deep", .limitExceeded) }
        var rest = self
        while let tag = rest.nextTag {
            if tag & 0x20 != 0 {
                // X.690 section 10.2: strings are never constructed.
                guard tag == DERTag.sequence || tag == DERTag.set || tag & 0xc0 != 0 else {
                    throw rest.error("tag 0x\([tag].hexString) is not DER")
                }
                try rest.read(tag).checkTree(depth: depth + 1)
            } else {
                try rest.checkPrimitive(tag)
            }
        }
    }

    private mutating func checkPrimitive(_ tag: UInt8) throws(IdentityError) {
        switch tag {
        case DERTag.sequence & 0x1f, DERTag.set & 0x1f:
            throw self.error("tag 0x\([tag].hexString) is not DER")
        case DERTag.boolean: _ = try self.readBoolean()
        case DERTag.integer, DERTag.enumerated: _ = try self.readInteger(tag)
        case DERTag.bitString: _ = try self.readBitString()
        case DERTag.objectIdentifier: _ = try self.readObjectIdentifier()
        case DERTag.utcTime, DERTag.generalizedTime: _ = try self.readTime()
        case DERTag.null: try self.read(tag).finish()
        default: _ = try self.read(tag)
        }
    }
}
