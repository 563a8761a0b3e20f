extension CBOR {
    /// Reads exactly one value.
    ///
    /// - Throws: `CryptoError` naming the byte, with code `notDeterministic` for well-formed CBOR in another than
    ///   the deterministic form, `limitExceeded` beyond the limits, `invalidEncoding` for anything else.
    public init(decoding bytes: [UInt8], limits: CBORLimits = .standard) throws(CryptoError) {
        guard bytes.count <= limits.byteCount else {
            throw CryptoError(
                .limitExceeded,
                "\(bytes.count) bytes of CBOR, at most \(limits.byteCount) are read"
            )
        }
        var decoder = CBORDecoder(bytes: bytes, limits: limits)
        self = try decoder.value(depth: limits.depth)
        guard decoder.offset == bytes.count else {
            throw decoder.error(.invalidEncoding, "bytes after the value")
        }
    }
}

private struct CBORDecoder {
    let bytes: [UInt8]
    var offset = 0
    var itemsLeft: Int

    init(bytes: [UInt8], limits: CBORLimits) {
        self.bytes = bytes
        self.itemsLeft = limits.itemCount
    }

    func error(_ code: CryptoError.Code, _ reason: String) -> CryptoError {
        CryptoError(code, "CBOR byte \(self.offset): \(reason)")
    }

    mutating func value(depth: Int) throws(CryptoError) -> CBOR {
        guard depth > 0 else { throw self.error(.limitExceeded, "nested too deeply") }
        guard self.itemsLeft > 0 else { throw self.error(.limitExceeded, "too many values") }
        self.itemsLeft -= 1
        let initial = try self.byte()
        let (major, info) = (initial >> 5, initial & 31)
        if major == 7 { return try self.simpleOrFloat(info) }
        let argument = try self.argument(info)
        switch major {
        case 0: return .unsigned(argument)
        case 1: return .negative(argument)
        case 2: return .bytes(Array(try self.take(argument)))
        case 3:
            guard let text = String(validating: try self.take(argument), as: UTF8.self) else {
                throw self.error(.invalidEncoding, "text that is not UTF-8")
            }
            return .text(text)
        case 4: return try self.array(argument, depth: depth)
        case 5: return try self.map(argument, depth: depth)
        default: return .tagged(argument, try self.value(depth: depth - 1))
        }
    }

    private mutating func array(_ count: UInt64, depth: Int) throws(CryptoError) -> CBOR {
        var elements: [CBOR] = []
        elements.reserveCapacity(try self.checked(count, bytesEach: 1))
        for _ in 0..<count { elements.append(try self.value(depth: depth - 1)) }
        return .array(elements)
    }

    private mutating func map(_ count: UInt64, depth: Int) throws(CryptoError) -> CBOR {
        var entries: [CBORMap.Entry] = []
        entries.reserveCapacity(try self.checked(count, bytesEach: 2))
        var previous = 0..<0
        for index in 0..<count {
            let start = self.offset
            let key = try self.value(depth: depth - 1)
            let encodedKey = start..<self.offset
            if index > 0 { try self.checkOrder(previous, encodedKey) }
            previous = encodedKey
            entries.append(CBORMap.Entry(key: key, value: try self.value(depth: depth - 1)))
        }
        return .map(CBORMap(sorted: entries))
    }

    private func checkOrder(_ previous: Range<Int>, _ key: Range<Int>) throws(CryptoError) {
        guard !self.bytes[previous].elementsEqual(self.bytes[key]) else {
            throw self.error(.invalidEncoding, "a key that the map has already")
        }
        guard self.bytes[previous].lexicographicallyPrecedes(self.bytes[key]) else {
            throw self.error(.notDeterministic, "keys that are not in order")
        }
    }

    /// A count that what is left can hold, so that no memory is taken on the word of a head alone.
    private func checked(_ count: UInt64, bytesEach size: Int) throws(CryptoError) -> Int {
        guard count <= UInt64(self.itemsLeft) else { throw self.error(.limitExceeded, "too many values") }
        guard count <= UInt64((self.bytes.count - self.offset) / size) else {
            throw self.error(.invalidEncoding, "the end comes before the last of \(count) values")
        }
        return Int(count)
    }

    private mutating func byte() throws(CryptoError) -> UInt8 {
        guard self.offset < self.bytes.count else {
            throw self.error(.invalidEncoding, "the end comes too early")
        }
        defer { self.offset += 1 }
        return self.bytes[self.offset]
    }

    private mutating func take(_ count: UInt64) throws(CryptoError) -> ArraySlice<UInt8> {
        guard count <= UInt64(self.bytes.count - self.offset) else {
            throw self.error(.invalidEncoding, "the end comes before the last of \(count) bytes")
        }
        defer { self.offset += Int(count) }
        return self.bytes[self.offset..<(self.offset + Int(count))]
    }

    private mutating func number(bytes count: Int) throws(CryptoError) -> UInt64 {
        try self.take(UInt64(count)).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The argument of an initial byte, which must not have fitted a shorter form.
    private mutating func argument(_ info: UInt8) throws(CryptoError) -> UInt64 {
        switch info {
        case 0..<24: return UInt64(info)
        case 24...27:
            let count = 1 << Int(info - 24)
            let number = try self.number(bytes: count)
            let least: UInt64 = count == 1 ? 24 : 1 << UInt64(count * 4)
            guard number >= least else {
                throw self.error(.notDeterministic, "a number in more bytes than it needs")
            }
            return number
        case 31: throw self.error(.notDeterministic, "an indefinite length")
        default: throw self.error(.invalidEncoding, "additional information \(info) is reserved")
        }
    }

    private mutating func simpleOrFloat(_ info: UInt8) throws(CryptoError) -> CBOR {
        switch info {
        case 0..<24: return .simple(info)
        case 24:
            let number = try self.byte()
            guard number >= 32 else {
                throw self.error(.invalidEncoding, "simple value \(number) in two bytes")
            }
            return .simple(number)
        case 25...27:
            let start = self.offset - 1
            let bits = try self.number(bytes: 1 << Int(info - 24))
            let number =
                switch info {
                case 25: Double(Float16(bitPattern: UInt16(bits)))
                case 26: Double(Float(bitPattern: UInt32(bits)))
                default: Double(bitPattern: bits)
                }
            let value = CBOR.float(number)
            guard value.encoded().elementsEqual(self.bytes[start..<self.offset]) else {
                throw self.error(.notDeterministic, "a floating-point number in more bytes than it needs")
            }
            return value
        case 31: throw self.error(.invalidEncoding, "a break that ends nothing")
        default: throw self.error(.invalidEncoding, "additional information \(info) is reserved")
        }
    }
}
