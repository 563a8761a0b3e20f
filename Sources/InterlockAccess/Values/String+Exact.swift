extension String {
    /// Whether both are the same Unicode scalars.
    ///
    /// Cedar compares code points. Swift's `==` also holds between canonically equivalent strings ("é" in one
    /// scalar or two), so this compares the bytes.
    func isExactly(_ other: String) -> Bool {
        let isEqual = unsafe self.utf8.withContiguousStorageIfAvailable { left in
            unsafe other.utf8.withContiguousStorageIfAvailable { right in
                unsafe UnsafeRawBufferPointer(left).isEqual(to: UnsafeRawBufferPointer(right))
            }
        }
        return isEqual.flatMap(\.self) ?? self.utf8.elementsEqual(other.utf8)
    }

    /// Whether the bytes of this string sort before those of `other`.
    func precedesExactly(_ other: String) -> Bool {
        self.utf8.lexicographicallyPrecedes(other.utf8)
    }
}

extension Sequence<String> {
    /// Tells whether an element is the same Unicode scalars as `text`.
    func containsExactly(_ text: String) -> Bool { self.contains { $0.isExactly(text) } }
}

extension Dictionary where Key == String {
    /// The value under the key of the same Unicode scalars as `name`.
    subscript(exactly name: String) -> Value? {
        guard let index = self.index(forKey: name), self[index].key.isExactly(name) else { return nil }
        return self[index].value
    }
}

extension UnsafeRawBufferPointer {
    /// Whether both have the same bytes; compares eight at a time.
    fileprivate func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
        guard self.count == other.count else { return false }
        var offset = 0
        while offset + 8 <= self.count {
            let left = unsafe self.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let right = unsafe other.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if left != right { return false }
            offset += 8
        }
        while offset < self.count {
            if unsafe self[offset] != other[offset] { return false }
            offset += 1
        }
        return true
    }
}
