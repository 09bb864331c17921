extension Workspace {
    /// What an absolute path is called in here, by its letters; nil: it is elsewhere. Where it leads, those find out who
    /// open it.
    ///
    /// - Parameter absolute: as a shell or the kernel says it, with the workspace's links on the way or without.
    public func path(of absolute: some Collection<UInt8>) -> WorkspacePath? {
        for base in [path, physicalPath] where absolute.starts(with: base.utf8) {
            let rest = absolute.dropFirst(base.utf8.count)
            guard rest.isEmpty || rest.first == UInt8(ascii: "/") else { continue }
            let names = rest.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
            return try? WorkspacePath(names.map { Array($0) })
        }
        return nil
    }
}
