//! Paginators: paths of members → paths of fields.

use super::context::Lowering;
use super::names::{self, Owner};
use crate::knowledge::nullability::{self, Container, Nullability};
use crate::model::{Operation, Pagination, ShapeId};
use crate::plan;

impl Lowering<'_> {
    /// The paginator of an operation, if it returns pages.
    pub(super) fn paginator(&mut self, operation: &Operation) -> Option<plan::Paginator> {
        let pagination = operation.pagination.as_ref()?;
        let Pagination { page_size, items, truncated, .. } = pagination;
        // As in the official crates: operations with other tokens have no paginator.
        let (input_token, output_token) = pagination.token()?;
        let input = operation.input.as_ref().map(|input| input.target.clone())?;
        let output = operation.output.as_ref().map(|output| output.target.clone())?;
        let name = operation.name.as_str();
        let (owner_in, owner_out) = (format!("{name}Input"), format!("{name}Output"));
        let asked = |this: &mut Self, member: &String| {
            let target = this.model.member_at(&input, std::slice::from_ref(member))?.target.target.clone();
            let ty = this.type_of(&target);
            Some((this.names.field(&owner_in, member, Owner::Input), ty))
        };
        let (input_token, token) = asked(self, input_token)?;
        // As in the official crates: page sizes that are texts cannot be set.
        let integers = [plan::Type::I8, plan::Type::I16, plan::Type::I32, plan::Type::I64];
        let page_size = page_size.as_ref().and_then(|member| asked(self, member));
        let page_size = page_size.filter(|(_, ty)| integers.contains(ty));
        let output_token = self.access(&output, &owner_out, &output_token)?.0;
        let items = items.as_ref().and_then(|path| self.access(&output, &owner_out, path));
        let truncated = truncated.as_ref().map(std::slice::from_ref);
        let truncated = truncated.and_then(|path| self.access(&output, &owner_out, path)?.0.pop());
        // As in the official crates, which change the case of the model here.
        let name = self.names.type_name(name, "Paginator");
        Some(plan::Paginator {
            items_name: names::fixed(&format!("{}Items", name.stem())),
            name,
            token,
            input_token,
            output_token,
            page_size,
            items,
            truncated,
        })
    }

    /// The fields on a path of members, and the type at its end.
    fn access(
        &mut self,
        structure: &ShapeId,
        owner: &str,
        path: &[String],
    ) -> Option<(Vec<plan::Access>, plan::Type)> {
        let (mut structure, mut owner) = (structure.clone(), owner.to_owned());
        let mut fields = Vec::new();
        for name in path {
            let member = self.model.member_at(&structure, std::slice::from_ref(name))?;
            let nullability = nullability::of_member(self.model, Container::Other, member);
            let target = member.target.target.clone();
            let field = self.names.field(&owner, name, Owner::Other);
            fields.push(plan::Access { field, optional: nullability == Nullability::Optional });
            owner = target.name().to_owned();
            structure = target;
        }
        let ty = self.type_of(&structure);
        Some((fields, ty))
    }
}
