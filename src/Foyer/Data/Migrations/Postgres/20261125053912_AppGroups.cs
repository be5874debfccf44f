using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Foyer.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AppGroups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_AppRoleAssignments_TenantId_ResourceId",
                table: "AppRoleAssignments");

            migrationBuilder.CreateIndex(
                name: "IX_AppRoleAssignments_TenantId_ResourceId_PrincipalType",
                table: "AppRoleAssignments",
                columns: new[] { "TenantId", "ResourceId", "PrincipalType" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_AppRoleAssignments_TenantId_ResourceId_PrincipalType",
                table: "AppRoleAssignments");

            migrationBuilder.CreateIndex(
                name: "IX_AppRoleAssignments_TenantId_ResourceId",
                table: "AppRoleAssignments",
                columns: new[] { "TenantId", "ResourceId" });
        }
    }
}
