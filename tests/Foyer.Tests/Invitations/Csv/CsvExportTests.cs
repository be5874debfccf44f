using Foyer.Invitations.Csv;
using FsCheck.Xunit;

namespace Foyer.Tests.Invitations.Csv;

public class CsvExportTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30", "'+49 30")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "'\rx")]
    [InlineData("\nx", "'\nx")]
    [InlineData("  =1+1", "'  =1+1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("bob@company.example", "bob@company.example")]
    [InlineData("a=b", "a=b")]
    [InlineData("'=x", "'=x")]
    [InlineData(" ", " ")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Rule17_Cells_that_a_spreadsheet_would_run_are_defused(string? cell, string expected) =>
        Assert.Equal(expected, CsvCell.Defuse(cell));

    [Fact]
    public void A_line_is_quoted_where_it_must_be() => Assert.Equal(
        "2,bob@company.example,\"a, \"\"b\"\"\nc\",,\" x\",'=1\r\n",
        CsvLine.Of("2", "bob@company.example", "a, \"b\"\nc", null, " x", "=1"));

    [Property]
    public bool Rule17_No_cell_written_starts_a_formula(string? text) =>
        CsvCell.Defuse(text).TrimStart() is var cell && (cell.Length == 0 || !"=+-@".Contains(cell[0], StringComparison.Ordinal));
}
