# Tables and items.
. "$(dirname "$0")/lib.sh"

step "a table"
call dynamodb create-table --table-name shell --billing-mode PAY_PER_REQUEST \
    --attribute-definitions AttributeName=id,AttributeType=S AttributeName=at,AttributeType=N \
    --key-schema AttributeName=id,KeyType=HASH AttributeName=at,KeyType=RANGE --output off
call dynamodb wait table-exists --table-name shell --cli-max-wait 60
check "its state" "$(call dynamodb describe-table --table-name shell --query Table.TableStatus --output text)" ACTIVE

step "items"
for number in 1 2 3 4 5; do
    call dynamodb put-item --table-name shell --item "{\"id\": {\"S\": \"a\"}, \"at\": {\"N\": \"$number\"}, \"raw\": {\"B\": \"aGk=\"}}"
done
cat > "$folder/batch.yaml" <<'Y'
RequestItems:
  shell:
    - PutRequest:
        Item:
          id: {S: b}
          at: {N: "1"}
          names: {SS: [x, y]}
          nested: {M: {list: {L: [{BOOL: true}, {"NULL": true}]}}}
Y
call dynamodb batch-write-item --cli-input-yaml "file://$folder/batch.yaml" --output off
item=$(call dynamodb get-item --table-name shell --key 'id={S=b},at={N=1}' --query 'Item.[names.SS, nested.M.list.L[0].BOOL]' | tr -d ' \n')
check "an item" "$item" '[["x","y"],true]'

step "pages"
query="--table-name shell --key-condition-expression id=:id --expression-attribute-values {\":id\":{\"S\":\"a\"}}"
check "how many, two by two" "$(call dynamodb query $query --page-size 2 --query Count)" 5
token=$(call dynamodb query $query --max-items 2 --query NextToken | tr -d '"')
rest=$(call dynamodb query $query --starting-token "$token" --query 'Items[].at.N' --output text)
check "what comes after two" "$rest" "$(printf '3\t4\t5')"
check "a table" "$(call dynamodb scan --table-name shell --query 'Count' --output table | sed -n 2p)" "|Scan|"

step "a condition"
fails 254 call dynamodb put-item --table-name shell --item '{"id": {"S": "b"}, "at": {"N": "1"}}' \
    --condition-expression 'attribute_not_exists(id)'
case $said in
*"(ConditionalCheckFailedException)"*) ;;
*) check "the error" "$said" ConditionalCheckFailedException ;;
esac

step "what is wrong is said, and nothing is sent"
fails 252 call dynamodb get-item --table-name shell --key 'id={S=b},at={n=1}'
case $said in
*"--key: Key.at.n: there is no such member"*) ;;
*) check "the problem" "$said" "there is no such member" ;;
esac

step "the table is deleted"
call dynamodb delete-table --table-name shell --output off
call dynamodb wait table-not-exists --table-name shell --cli-max-wait 60
